#pragma once

#include <QObject>

#include <cstdint>
#include <string>
#include <vector>

class QWidget;

namespace counterpoint {

/// How long the window takes until it can be used, for ./dev bench --start. Silent, unless the
/// variable COUNTERPOINT_STARTED_AT holds when the program was started (nanoseconds of the
/// monotonic clock): then what was reached is printed, one "name milliseconds" a line, and the
/// program ends as soon as it waits for the user.
class StartTimes : public QObject {
    Q_OBJECT

  public:
    StartTimes();

    /// Notes that this was reached now.
    void reached(const char* what);
    /// Notes when `page` was painted for the first time, and when the event loop has nothing left
    /// to do after that; then prints and quits.
    void endWith(QWidget& page);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void end();

    struct Mark {
        std::string what;
        double milliseconds;
    };
    std::int64_t m_startedAt = 0;  ///< 0: nobody asked
    std::vector<Mark> m_marks;
    bool m_painted = false;
};

}  // namespace counterpoint
