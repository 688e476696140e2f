#include "core/data/value_kind.h"

#include "core/base/error.h"

#include <algorithm>

namespace counterpoint::data {

namespace {

using base::Error;
using base::ErrorKind;

/// Throws unless the values can be of that kind.
void requirePossible(const Dataset& dataset, ValueKind kind) {
    if (dataset.valueKind == ValueKind::None)
        throw Error(ErrorKind::BadInput, dataset.name +
                                             " holds no expression values, so they "
                                             "cannot be taken as " +
                                             idOf(kind) + "; leave the choice out");
    const auto isNegative = [](float value) { return value < 0.0F; };
    if (kind != ValueKind::Scaled && (dataset.valueKind == ValueKind::Scaled ||
                                      std::ranges::any_of(dataset.counts.values, isNegative)))
        throw Error(ErrorKind::BadInput,
                    dataset.name + " has negative values in " + dataset.valueSource +
                        ", so they are neither counts nor logs; take them as scaled, or open a "
                        "file with counts");
    if (dataset.stream && kind != ValueKind::Counts)
        throw Error(ErrorKind::BadInput,
                    dataset.name + " is too large to be read as " + idOf(kind) +
                        ": only counts can stay in their file; open it on a computer with more "
                        "memory, or keep fewer cells");
}

}  // namespace

std::string idOf(ValueKind kind) {
    switch (kind) {
        case ValueKind::None:
            break;
        case ValueKind::Counts:
            return "counts";
        case ValueKind::LogNormalised:
            return "logs";
        case ValueKind::Scaled:
            return "scaled";
    }
    return {};
}

std::optional<ValueKind> valueKindOf(const std::string& id) {
    for (const ValueKind kind : {ValueKind::Counts, ValueKind::LogNormalised, ValueKind::Scaled})
        if (idOf(kind) == id) return kind;
    return std::nullopt;
}

std::shared_ptr<const Dataset> takenAs(std::shared_ptr<const Dataset> dataset,
                                       std::optional<ValueKind> kind, const base::Job& job) {
    if (!kind || *kind == dataset->valueKind) return dataset;
    requirePossible(*dataset, *kind);
    job.checkStop();
    auto taken = std::make_shared<Dataset>(*dataset);
    taken->valueKind = *kind;
    taken->valueKindGiven = true;
    taken->notes.push_back("The values of " + taken->valueSource + " look like " +
                           nameOf(dataset->valueKind) + " ones and are taken as " + idOf(*kind) +
                           ", as you chose.");
    return taken;
}

}  // namespace counterpoint::data
