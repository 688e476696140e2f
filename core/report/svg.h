#pragma once

#include <string>

namespace counterpoint::report::svg {

/// Text with the characters that mean something in XML escaped.
std::string escaped(const std::string& text);
/// A coordinate: at most two decimals.
std::string number(double value);

}  // namespace counterpoint::report::svg
