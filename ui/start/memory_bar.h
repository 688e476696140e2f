#pragma once

#include <QWidget>

#include <cstddef>

namespace counterpoint::start {

/// How much of the free memory opening a file will take, as a bar.
class MemoryBar : public QWidget {
    Q_OBJECT

  public:
    /// `needed` in bytes.
    explicit MemoryBar(std::size_t needed, QWidget* parent = nullptr);

    bool fits() const { return m_needed < m_free; }
    /// "0.06 GB needed, 15.2 GB free of 15.6 GB"
    QString sentence() const;
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    double m_needed;
    double m_free;
    double m_all;
};

}  // namespace counterpoint::start
