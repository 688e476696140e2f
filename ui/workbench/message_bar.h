#pragma once

#include <QWidget>

class QLabel;

namespace counterpoint::workbench {

/// One sentence under the toolbar that says what went wrong and what to do; stays until closed or
/// until something works again. Details are one click away.
class MessageBar : public QWidget {
    Q_OBJECT

  public:
    explicit MessageBar(QWidget* parent = nullptr);

    void showError(const QString& sentence, const QString& detail);
    /// What to do next.
    void showNotice(const QString& sentence);
    /// Something to know that stays when things work again, until it is closed.
    void showLastingNotice(const QString& sentence);
    /// Takes away what no longer holds once something works; or everything.
    void clear();
    void clearAll();
    QString sentence() const;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QLabel* m_sentence;
    QWidget* m_details;
    QString m_detail;
    bool m_isNotice = false;
    bool m_stays = false;
};

}  // namespace counterpoint::workbench
