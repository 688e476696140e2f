#pragma once

#include <QString>
#include <QWidget>

#include <vector>

class QGridLayout;

namespace counterpoint::compare {

/// One setting in which two runs differ: "Theta", "2", "4". Without a name `is` says it all.
struct SettingChange {
    QString name;
    QString was;
    QString is;
    bool operator==(const SettingChange&) const = default;
};

/// What was changed from run A to run B, a line a setting.
class ChangesList : public QWidget {
    Q_OBJECT

  public:
    explicit ChangesList(QWidget* parent = nullptr);

    void setChanges(std::vector<SettingChange> changes);
    const std::vector<SettingChange>& changes() const { return m_changes; }

  private:
    std::vector<SettingChange> m_changes;
    QGridLayout* m_rows;
};

}  // namespace counterpoint::compare
