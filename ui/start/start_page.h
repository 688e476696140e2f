#pragma once

#include "ui/start/recent_files.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace counterpoint::start {

/// What the window shows before anything is open: a place to drop files, what was open lately, the
/// demo, and how it goes on. It only asks; the window opens.
class StartPage : public QWidget {
    Q_OBJECT

  public:
    explicit StartPage(QWidget* parent = nullptr);

    /// Reads the list of recent files again.
    void refresh();
    /// What the line under the list says, as that a session can be recovered.
    void setNote(const QString& text);

  Q_SIGNALS:
    void openRequested();
    void filesDropped(const QStringList& paths);
    void recentRequested(const counterpoint::start::RecentFile& file);
    /// The demo, integrated too strongly where `tooMuch`.
    void demoRequested(bool tooMuch);
    void tourRequested();

  private:
    QWidget* makeRecent();
    QWidget* makeDemos();
    QWidget* makeSteps();

    QVBoxLayout* m_list = nullptr;
    QPushButton* m_clear = nullptr;
    QLabel* m_note = nullptr;
};

}  // namespace counterpoint::start
