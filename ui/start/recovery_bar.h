#pragma once

#include <QDateTime>
#include <QWidget>

class QLabel;

namespace counterpoint::start {

/// Offers what a crash left behind: one sentence, Recover and Discard.
class RecoveryBar : public QWidget {
    Q_OBJECT

  public:
    explicit RecoveryBar(QWidget* parent = nullptr);

    void offer(const QString& what, const QDateTime& when);
    QString sentence() const;

  Q_SIGNALS:
    void recoverRequested();
    void discardRequested();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QLabel* m_sentence;
};

}  // namespace counterpoint::start
