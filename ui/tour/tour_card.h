#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace counterpoint::tour {

/// What a tour says of one thing, with the ways back, on and out.
class TourCard : public QFrame {
    Q_OBJECT

  public:
    explicit TourCard(QWidget* parent);

    /// Step `number` of `of`, from 1.
    void setStep(int number, int of, const QString& title, const QString& text);
    QPushButton* back() const { return m_back; }
    QPushButton* next() const { return m_next; }
    QPushButton* end() const { return m_end; }
    QString title() const;

  private:
    void fit();

    QLabel* m_count;
    QLabel* m_title;
    QLabel* m_text;
    QPushButton* m_end;
    QPushButton* m_back;
    QPushButton* m_next;
};

}  // namespace counterpoint::tour
