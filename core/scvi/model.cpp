#include "core/scvi/model.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/nn/products.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace counterpoint::scvi {

namespace {

using base::Error;
using base::ErrorKind;

constexpr std::string_view Magic = "counterpoint scvi model";
constexpr std::uint64_t FormatVersion = 2;  // 2: continuous covariates
/// Cells asked at a time where nothing is learned.
constexpr std::size_t AskedCells = 512;

std::size_t levelsIn(const std::vector<std::vector<std::string>>& covariates) {
    return std::accumulate(covariates.begin(), covariates.end(), std::size_t{0},
                           [](std::size_t sum, const auto& of) { return sum + of.size(); });
}

void put(std::string& to, std::uint64_t number) {
    to.append(reinterpret_cast<const char*>(&number), sizeof number);
}
void put(std::string& to, std::string_view text) {
    put(to, static_cast<std::uint64_t>(text.size()));
    to.append(text);
}
void put(std::string& to, const std::vector<std::string>& list) {
    put(to, static_cast<std::uint64_t>(list.size()));
    for (const std::string& text : list) put(to, std::string_view(text));
}

/// Takes what `put` wrote.
class Reader {
  public:
    explicit Reader(std::string_view bytes) : m_rest(bytes) {}
    std::string_view take(std::size_t size) {
        if (size > m_rest.size())
            throw Error(ErrorKind::BadInput, "the scVI model ends too soon; save it again");
        const std::string_view taken = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return taken;
    }
    std::uint64_t number() {
        std::uint64_t number = 0;
        std::memcpy(&number, take(sizeof number).data(), sizeof number);
        return number;
    }
    std::string text() { return std::string(take(number())); }
    std::vector<std::string> list() {
        std::vector<std::string> list;
        for (std::uint64_t n = number(); n > 0; --n) list.push_back(text());
        return list;
    }

  private:
    std::string_view m_rest;
};

std::uint64_t checksum(std::string_view bytes) {
    return base::Hasher().add(bytes).value();
}

}  // namespace

Model::Model(const ScviOptions& options, std::vector<std::string> genes,
             std::vector<std::vector<std::string>> covariates, std::uint64_t seed,
             std::size_t numbers)
    : m_options(options),
      m_genes(std::move(genes)),
      m_covariates(std::move(covariates)),
      m_numbers(numbers),
      m_network(options,
                {m_genes.size(), levelsIn(m_covariates), m_covariates.front().size(), m_numbers},
                seed) {}

data::Embedding Model::latent(const Cells& cells, const base::Job& job) const {
    Network<float> network = m_network;
    const auto dims = static_cast<std::size_t>(m_options.latent);
    data::Embedding latent(cells.size(), dims);
    Minibatch<float> some;
    std::vector<std::uint32_t> rows;
    for (std::size_t begin = 0; begin < cells.size(); begin += AskedCells) {
        rows.resize(std::min(AskedCells, cells.size() - begin));
        std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(begin));
        some.gather(cells, rows, m_options.encodeCovariates);
        const nn::Batch<float>& mean = network.encode(some, job).mean;
        for (std::size_t c = 0; c < rows.size(); ++c)
            for (std::size_t d = 0; d < dims; ++d) latent(begin + c, d) = mean.row(d)[c];
    }
    return latent;
}

data::Matrix Model::expression(const Cells& cells, std::optional<std::size_t> batch,
                               const base::Job& job) const {
    Network<float> network = m_network;
    const std::size_t batches = m_covariates.front().size();
    data::Matrix expression(cells.size(), m_genes.size());
    Minibatch<float> some;
    std::vector<std::uint32_t> rows;
    nn::Batch<float> shares;
    for (std::size_t begin = 0; begin < cells.size(); begin += AskedCells) {
        rows.resize(std::min(AskedCells, cells.size() - begin));
        std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(begin));
        some.gather(cells, rows, m_options.encodeCovariates);
        const nn::Batch<float> z = network.encode(some, job).mean;
        const std::size_t first = batch.value_or(0);
        const std::size_t last = batch ? *batch + 1 : batches;
        const float share = 1.0F / static_cast<float>(last - first);
        for (std::size_t as = first; as < last; ++as) {
            for (std::size_t b = 0; b < batches; ++b)
                std::fill_n(some.levels.row(b), some.size(), b == as ? 1.0F : 0.0F);
            network.decode(z, some, shares, job);
            for (std::size_t c = 0; c < rows.size(); ++c)
                for (std::size_t g = 0; g < m_genes.size(); ++g)
                    expression(begin + c, g) += share * shares.row(g)[c];
        }
    }
    return expression;
}

std::string Model::bytes() const {
    std::string body;
    const plugin::Values values = ScviOptions::fields().values(m_options);
    put(body, static_cast<std::uint64_t>(values.size()));
    for (const auto& [key, value] : values) {
        put(body, std::string_view(key));
        put(body, std::string_view(plugin::textOf(value)));
    }
    put(body, m_genes);
    put(body, static_cast<std::uint64_t>(m_covariates.size()));
    for (const auto& levels : m_covariates) put(body, levels);
    put(body, static_cast<std::uint64_t>(m_numbers));
    const nn::Parameters<float>& weights = m_network.parameters;
    put(body, static_cast<std::uint64_t>(weights.slices.size()));
    for (const nn::Slice& slice : weights.slices) {
        put(body, std::string_view(slice.name));
        put(body, static_cast<std::uint64_t>(slice.rows));
        put(body, static_cast<std::uint64_t>(slice.cols));
        for (std::size_t i = 0; i < slice.rows; ++i)
            body.append(reinterpret_cast<const char*>(weights.values.data() + slice.offset +
                                                      i * slice.stride),
                        slice.cols * sizeof(float));
    }
    std::string file(Magic);
    put(file, FormatVersion);
    put(file, checksum(body));
    return file + body;
}

std::shared_ptr<Model> Model::read(std::string_view bytes) {
    if (!bytes.starts_with(Magic))
        throw Error(ErrorKind::BadInput, "this is no scVI model saved by Counterpoint");
    Reader reader(bytes.substr(Magic.size()));
    const std::uint64_t version = reader.number();
    if (version > FormatVersion)
        throw Error(ErrorKind::BadInput,
                    "this scVI model was saved by a newer Counterpoint; update to read it");
    const std::uint64_t sum = reader.number();
    if (sum != checksum(bytes.substr(Magic.size() + 2 * sizeof(std::uint64_t))))
        throw Error(ErrorKind::BadInput, "the scVI model is damaged; save it again");
    ScviOptions options;
    for (std::uint64_t n = reader.number(); n > 0; --n) {
        const std::string key = reader.text();
        const std::string text = reader.text();
        for (const plugin::Parameter& parameter : ScviOptions::fields().parameters())
            if (parameter.key == key)
                ScviOptions::fields().set(options, key, plugin::parseValue(parameter, text));
    }
    std::vector<std::string> genes = reader.list();
    std::vector<std::vector<std::string>> covariates(reader.number());
    for (auto& levels : covariates) levels = reader.list();
    const std::size_t numbers = version < 2 ? 0 : reader.number();
    auto model =
        std::make_shared<Model>(options, std::move(genes), std::move(covariates), 0, numbers);
    nn::Parameters<float>& weights = model->m_network.parameters;
    bool fits = reader.number() == weights.slices.size();
    for (const nn::Slice& slice : weights.slices) {
        fits = fits && reader.text() == slice.name && reader.number() == slice.rows &&
               reader.number() == slice.cols;
        if (!fits) break;
        for (std::size_t i = 0; i < slice.rows; ++i)
            std::memcpy(weights.values.data() + slice.offset + i * slice.stride,
                        reader.take(slice.cols * sizeof(float)).data(), slice.cols * sizeof(float));
    }
    if (!fits)
        throw Error(ErrorKind::BadInput,
                    "the weights of the scVI model do not fit its settings; save it again");
    return model;
}

}  // namespace counterpoint::scvi
