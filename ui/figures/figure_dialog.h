#pragma once

#include "core/report/page.h"
#include "ui/figures/figure_checks.h"
#include "ui/figures/figure_file.h"

#include <QDialog>
#include <QTimer>

#include <functional>
#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace counterpoint::support {
class Segments;
}

namespace counterpoint::figures {

class CheckList;

/// Something that can be exported: a view, the pair, a chart.
struct FigureChoice {
    QString title;
    QString fileName;  ///< proposed, without ending
    QString caption;
    bool isPage = false;  ///< made of maps: all page options apply
    /// The SVG with these options.
    std::function<QByteArray(const report::PageOptions&)> draw;
    std::vector<FigurePanel> panels;  ///< the maps in it
    QStringList cautions;             ///< sentences on what it shows, see checksOf
};

/// Export of a figure with a preview: what, format, size, points, and how colour-blind readers see
/// it. Draws again a moment after every change.
class FigureDialog : public QDialog {
    Q_OBJECT

  public:
    FigureDialog(std::vector<FigureChoice> choices, QString provenance, QString methods,
                 QWidget* parent = nullptr);

    void choose(int choice);
    void setFormat(const QString& format);
    void setWidthMm(int width);
    void setVision(Vision vision);
    report::PageOptions options() const;
    /// What is said of the figure before it is written.
    const std::vector<FigureCheck>& checks() const;
    /// Writes the figure as it is now. Throws base::Error(Io).
    void writeTo(const QString& path);
    QSize sizeHint() const override;

  private:
    QWidget* makePreview();
    QWidget* makeOptions();
    QWidget* makeFooter();
    void redraw();
    void showPreview();
    void showChecks();
    void choiceChanged();
    void askAndWrite();
    const FigureChoice& choice() const;
    int dpi() const;
    /// As a picture will be made of it anyway: points as pixels of that resolution.
    QByteArray drawnForPicture(int resolution) const;
    void resizeEvent(QResizeEvent* event) override;

    std::vector<FigureChoice> m_choices;
    QString m_provenance;
    QString m_methods;
    QByteArray m_svg;
    QByteArray m_picture;  ///< the same with points as pixels: quicker to put on the screen
    QTimer m_delay;
    QComboBox* m_what = nullptr;
    support::Segments* m_vision = nullptr;
    support::Segments* m_format = nullptr;
    support::Segments* m_dpi = nullptr;
    support::Segments* m_width = nullptr;
    support::Segments* m_points = nullptr;
    QDoubleSpinBox* m_font = nullptr;
    QCheckBox* m_letters = nullptr;
    QCheckBox* m_legend = nullptr;
    QCheckBox* m_transparent = nullptr;
    QPlainTextEdit* m_caption = nullptr;
    QLabel* m_preview = nullptr;
    CheckList* m_checks = nullptr;
    QLabel* m_facts = nullptr;
    QLabel* m_problem = nullptr;
};

}  // namespace counterpoint::figures
