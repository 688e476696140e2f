#include "core/integrate/methods.h"
#include "core/integrate/one_step.h"

namespace counterpoint::integrate {
namespace {

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
        refuseSettings(info().id, values);
        return oneStep([&pca = input.pca](const base::Job&) { return pca; });
    }
};

}  // namespace

std::unique_ptr<plugin::IntegrationMethod> makeNone() {
    return std::make_unique<None>();
}

}  // namespace counterpoint::integrate
