#pragma once

#include "ui/figures/figure_file.h"

#include <QByteArray>
#include <QWidget>

class QComboBox;
class QLabel;
class QScrollArea;
class QStackedWidget;

namespace counterpoint::support {
class Segments;
}

namespace counterpoint::figures {

/// How large the page is shown.
enum class Zoom { Fit, Actual, Double };

/// The page as it will be, under a rule with its width: as other readers see it, whole or at its
/// size on paper, when it scrolls; or the sentence why there is none.
class FigurePreview : public QWidget {
    Q_OBJECT

  public:
    explicit FigurePreview(QWidget* parent = nullptr);

    /// The page, its points as pixels.
    void setFigure(const QByteArray& svg);
    void setProblem(const QString& sentence);
    void setVision(Vision vision);
    void setZoom(Zoom zoom);
    /// How fine pixels on the page must be to look right.
    int dpi() const;
    /// The page on the screen, in logical pixels.
    QSize pageSize() const;
    QScrollArea& scroll() const { return *m_scroll; }

  Q_SIGNALS:
    /// The page is shown in another size, and may want finer pixels.
    void zoomed();

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    class Paper;

    void draw();

    QByteArray m_svg;
    support::Segments* m_vision;
    QComboBox* m_zoom;
    QStackedWidget* m_pages;
    QScrollArea* m_scroll;
    Paper* m_paper;
    QLabel* m_problem;
};

}  // namespace counterpoint::figures
