#pragma once

namespace counterpoint::tuning {

/// Lets screen readers see a SliderTrack as a slider with a value, a range and a step. Needed once;
/// calling it again does nothing.
void installSliderAccessibility();

}  // namespace counterpoint::tuning
