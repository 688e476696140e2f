#pragma once

#include "core/report/page.h"
#include "ui/figures/figure_checks.h"
#include "ui/figures/figure_file.h"
#include "ui/figures/figure_preview.h"
#include "ui/figures/figure_settings.h"

#include <QDialog>
#include <QTimer>

#include <functional>
#include <vector>

class QLabel;
class QPushButton;

namespace counterpoint::figures {

class CheckList;
class FigureForm;

/// Something that can be exported: a view, the pair, a chart.
struct FigureChoice {
    QString id;  ///< the same in every session
    QString title;
    QString fileName;  ///< proposed, without ending
    QString caption;
    bool hasMaps = false;  ///< or scores: legend, points and letters mean something
    /// The page with these options. Throws base::Error(BadSettings) when they leave no room.
    std::function<QByteArray(const report::PageOptions&)> draw;
    std::vector<FigurePanel> panels;  ///< the maps in it
    QStringList cautions;             ///< sentences on what it shows, see checksOf
};

/// Export of a figure with a preview: what, format, size, points, and how colour-blind readers see
/// it. Draws again a moment after every change.
class FigureDialog : public QDialog {
    Q_OBJECT

  public:
    FigureDialog(std::vector<FigureChoice> choices, QString provenance, const QString& methods,
                 const FigureSettings& settings, QWidget* parent = nullptr);

    void choose(int choice);
    void setFormat(const QString& format);
    void setWidthMm(int width);
    /// None: as high as the content.
    void setHeightMm(std::optional<double> height);
    void setFont(const QString& family);
    void setLegend(report::LegendPlace place);
    void setVision(Vision vision) { m_preview->setVision(vision); }
    FigureSettings settings() const;
    report::PageOptions options() const;
    FigurePreview& preview() const { return *m_preview; }
    /// Why the figure cannot be drawn as it is asked for, in one sentence; empty where it can.
    QString problem() const { return m_problem; }
    /// What is said of the figure before it is written.
    const std::vector<FigureCheck>& checks() const;
    /// Writes the figure as it is now. Throws base::Error: Io, or BadSettings where there is none.
    void writeTo(const QString& path);
    QSize sizeHint() const override;

  Q_SIGNALS:
    /// The user chose something that is kept.
    void settingsChanged(const counterpoint::figures::FigureSettings& settings);

  private:
    QWidget* makePreview();
    QWidget* makeOptions(const FigureSettings& settings);
    QWidget* makeFooter();
    template <class Change>
    void change(const Change& change);
    void redraw();
    void showChecks();
    void showFigure();
    void askAndWrite();
    const FigureChoice& choice() const;
    /// As a picture will be made of it anyway: points as pixels of that resolution.
    QByteArray drawnForPicture(int resolution) const;

    std::vector<FigureChoice> m_choices;
    QString m_provenance;
    QString m_methods;
    QByteArray m_svg;
    QString m_problem;
    QTimer m_delay;
    FigureForm* m_form = nullptr;
    FigurePreview* m_preview = nullptr;
    CheckList* m_checks = nullptr;
    QLabel* m_facts = nullptr;
    QLabel* m_failure = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_write = nullptr;
};

}  // namespace counterpoint::figures
