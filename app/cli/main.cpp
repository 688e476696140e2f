#include "app/cli/common.h"
#include "app/passive_waiting.h"
#include "core/base/error.h"
#include "core/pipeline/builtins.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <iostream>
#include <new>

namespace {

constexpr int failed = 1;
constexpr int badUsage = 2;

std::stop_source* stopOnInterrupt = nullptr;

void interrupted(int) {
    if (stopOnInterrupt != nullptr) stopOnInterrupt->request_stop();
}

}  // namespace

int main(int argc, char** argv) {
    using namespace counterpoint;
    waitPassively(argv);
    cli::Common common;
    pipeline::registerBuiltins(common.registry);
    stopOnInterrupt = &common.stop;
    std::signal(SIGINT, interrupted);

    CLI::App app(
        "Counterpoint on the command line: integrate single-cell RNA-seq batches and score the "
        "result.",
        "counterpoint-cli");
    app.require_subcommand(1);
    app.fallthrough();
    app.add_option("--threads", common.threads, "Threads to use (default: all)")
        ->check(CLI::Range(0, 4096));
    app.add_option("--seed", common.seed, "Seed of everything random (default 0)");
    app.add_flag("--quiet", common.quiet, "No messages and no progress on standard error");
    app.add_flag("--json", common.json,
                 "The result as JSON on standard output, nothing else there");
    cli::addInfo(app, common);
    cli::addConvert(app, common);
    cli::addRun(app, common);
    cli::addSweep(app, common);
    cli::addIntegrate(app, common);
    cli::addStress(app, common);
    cli::addMetrics(app, common);
    cli::addEmbed(app, common);
    cli::addSimulate(app, common);
    cli::addScores(app, common);
    cli::addMethods(app, common);
    cli::addVersion(app, common);

    try {
        app.parse(argc, argv);
        return 0;
    } catch (const CLI::CallForHelp& help) {
        return app.exit(help);
    } catch (const CLI::CallForAllHelp& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& error) {
        std::cerr << "counterpoint-cli: " << error.what() << "; see counterpoint-cli --help\n";
        return badUsage;
    } catch (const base::Cancelled&) {
        std::cerr << "counterpoint-cli: stopped\n";
        return failed;
    } catch (const base::Error& error) {
        std::cerr << "counterpoint-cli: " << error.what() << '\n';
        const bool usersToMend = error.kind() == base::ErrorKind::BadInput ||
                                 error.kind() == base::ErrorKind::BadSettings;
        return usersToMend ? badUsage : failed;
    } catch (const std::bad_alloc&) {
        std::cerr << "counterpoint-cli: there is not enough memory for this; use a machine with "
                     "more, or fewer cells\n";
        return failed;
    } catch (const std::exception& error) {
        std::cerr << "counterpoint-cli: something went wrong inside Counterpoint: " << error.what()
                  << '\n';
        return failed;
    }
}
