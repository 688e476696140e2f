#pragma once

#include <stdexcept>
#include <string>

namespace counterpoint::base {

/// What sort of thing went wrong; decides exit codes and how the window presents it.
enum class ErrorKind {
    BadInput,     ///< a file or its contents cannot be used
    BadSettings,  ///< a parameter, role or combination the user chose cannot be used
    Io,           ///< reading or writing failed (permissions, disk full, …)
    OutOfMemory,  ///< the work would not fit; nothing was started
    Internal,     ///< a broken promise inside Counterpoint
};

/// The one exception type of core. `what()` is one sentence for the user: what is wrong, where, and
/// what to do. `detail()` holds the technical rest (HDF5 error stack, values found) for the log.
/// Caught once, at the job boundary. Stopping on request is not an error: see `Cancelled`.
class Error : public std::runtime_error {
  public:
    Error(ErrorKind kind, const std::string& sentence, std::string detail = {})
        : std::runtime_error(sentence), m_kind(kind), m_detail(std::move(detail)) {}

    ErrorKind kind() const noexcept { return m_kind; }
    const std::string& detail() const noexcept { return m_detail; }

    /// The same error with `context + ": "` put before the sentence, for a caller who knows the
    /// file.
    Error in(const std::string& context) const {
        return {m_kind, context + ": " + what(), m_detail};
    }

  private:
    ErrorKind m_kind;
    std::string m_detail;
};

/// Thrown by `Job::checkStop()` to leave a step whose answer nobody wants any more: an outcome, not
/// an error, so it deliberately does not derive from `Error`.
class Cancelled : public std::exception {
  public:
    const char* what() const noexcept override { return "stopped"; }
};

}  // namespace counterpoint::base
