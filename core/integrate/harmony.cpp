#include "core/base/error.h"
#include "core/integrate/harmony_run.h"
#include "core/integrate/methods.h"

namespace counterpoint::integrate {
namespace {

using base::Error;
using base::ErrorKind;

void checkList(const char* key, const std::vector<double>& list, std::size_t covariates) {
    if (list.size() == 1 || list.size() == covariates) return;
    throw Error(ErrorKind::BadSettings, std::string(key) + " has " + std::to_string(list.size()) +
                                            " numbers for " + std::to_string(covariates) +
                                            (covariates == 1 ? " batch column" : " batch columns") +
                                            "; give one number, or one for each");
}

class Harmony final : public plugin::IntegrationMethod {
  public:
    const plugin::MethodInfo& info() const override {
        static const plugin::MethodInfo info{
            .id = "harmony",
            .title = "Harmony",
            .help = "Moves the batches of each soft cluster of similar cells onto each other.",
            .citation =
                "Korsunsky I. et al. Fast, sensitive and accurate integration of "
                "single-cell data with Harmony. Nature Methods 16, 1289–1296 (2019)",
            .parameters = HarmonyOptions::fields().parameters()};
        return info;
    }
    int version() const override { return 2; }
    std::unique_ptr<plugin::IntegrationRun> start(const plugin::IntegrationInput& input,
                                                  const plugin::Values& values,
                                                  const base::Job& job) const override {
        const HarmonyOptions options = HarmonyOptions::fields().options(values);
        if (input.pca.rows < 6)
            throw Error(ErrorKind::BadInput, "Harmony needs at least 6 cells; there are " +
                                                 std::to_string(input.pca.rows));
        if (input.pca.cols == 0)
            throw Error(ErrorKind::BadInput, "Harmony needs principal components; there are none");
        checkList("theta", options.theta, input.batches.size());
        if (options.lambda) checkList("lambda", *options.lambda, input.batches.size());
        return std::make_unique<HarmonyRun>(input, options, job);
    }
};

}  // namespace

std::unique_ptr<plugin::IntegrationMethod> makeHarmony() {
    return std::make_unique<Harmony>();
}

}  // namespace counterpoint::integrate
