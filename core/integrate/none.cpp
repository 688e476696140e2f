#include "core/base/error.h"
#include "core/integrate/methods.h"

namespace counterpoint::integrate {
namespace {

class NoneRun final : public plugin::IntegrationRun {
  public:
    explicit NoneRun(const data::Embedding& pca) : m_pca(pca) {}
    bool step(const base::Job& job) override {
        job.checkStop();
        return false;
    }
    double progress() const override { return 1.0; }
    plugin::IntegrationResult result() const override {
        return {.embedding = m_pca, .converged = true};
    }

  private:
    const data::Embedding& m_pca;
};

class None final : public plugin::IntegrationMethod {
  public:
    const plugin::MethodInfo& info() const override {
        static const plugin::MethodInfo info{
            .id = "none",
            .title = "No integration",
            .help =
                "Leaves the principal components as they are: what every method is compared "
                "with."};
        return info;
    }
    int version() const override { return 1; }
    std::unique_ptr<plugin::IntegrationRun> start(const plugin::IntegrationInput& input,
                                                  const plugin::Values& values,
                                                  const base::Job& /*job*/) const override {
        if (!values.empty())
            throw base::Error(base::ErrorKind::BadSettings,
                              "there is no setting \"" + values.begin()->first +
                                  "\"; the method none has no settings");
        return std::make_unique<NoneRun>(input.pca);
    }
};

}  // namespace

std::unique_ptr<plugin::IntegrationMethod> makeNone() {
    return std::make_unique<None>();
}

}  // namespace counterpoint::integrate
