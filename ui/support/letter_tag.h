#pragma once

#include <QString>
#include <QWidget>

class QPainter;
class QRectF;

namespace counterpoint::support {

/// The side of a letter's square at the user's font setting, in px: 14 at 100 %.
int letterTagSide();

/// A letter on a square of the accent, as A and B of two compared runs; `place` is the square.
void paintLetterTag(QPainter& painter, const QRectF& place, const QString& letter);

/// That square in a bar or a head.
class LetterTag : public QWidget {
    Q_OBJECT

  public:
    explicit LetterTag(const QString& letter, QWidget* parent = nullptr);

    const QString& letter() const { return m_letter; }
    void setLetter(const QString& letter);

    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString m_letter;
};

}  // namespace counterpoint::support
