#pragma once

#include "core/plugin/integration_method.h"
#include "core/scvi/network.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace counterpoint::scvi {

/// A network and what it was trained on.
class Model final : public plugin::TrainedModel {
  public:
    /// `numbers`: how many continuous covariates there are.
    Model(const ScviOptions& options, std::vector<std::string> genes,
          std::vector<std::vector<std::string>> covariates, std::uint64_t seed,
          std::size_t numbers = 0);

    Model(const Model& other)
        : TrainedModel(),  // GCC wants it named: NOLINT(readability-redundant-member-init)
          m_options(other.m_options),
          m_genes(other.m_genes),
          m_covariates(other.m_covariates),
          m_numbers(other.m_numbers),
          m_network(other.m_network) {}

    /// Posterior means of all cells; of cells without counts those of an empty cell.
    data::Embedding latent(const Cells& cells, const base::Job& job) const;
    /// Expression of every gene, cells × genes, each row adding up to 1: decoded from the posterior
    /// means as if all cells were of `batch`; or, with no batch, the mean over all batches ("batch-
    /// free"). Other covariates stay as they are.
    data::Matrix expression(const Cells& cells, std::optional<std::size_t> batch,
                            const base::Job& job) const;

    /// The file: a version, settings, genes, levels, weights and a checksum. Numbers are those of
    /// this machine's byte order.
    std::string bytes() const override;
    /// Throws Error(BadInput) where `bytes` is no such file, damaged, or of a newer version.
    static std::shared_ptr<Model> read(std::string_view bytes);

    const ScviOptions& options() const { return m_options; }
    const std::vector<std::string>& genes() const { return m_genes; }
    /// Level names of each covariate, batches first; those with one level are left out.
    const std::vector<std::vector<std::string>>& covariates() const { return m_covariates; }
    /// How many continuous covariates it was trained with.
    std::size_t numbers() const { return m_numbers; }
    Network<float>& network() { return m_network; }
    const Network<float>& network() const { return m_network; }

  private:
    ScviOptions m_options;
    std::vector<std::string> m_genes;
    std::vector<std::vector<std::string>> m_covariates;
    std::size_t m_numbers;
    Network<float> m_network;
};

}  // namespace counterpoint::scvi
