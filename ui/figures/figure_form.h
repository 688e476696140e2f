#pragma once

#include "ui/figures/figure_settings.h"

#include <QString>
#include <QStringList>
#include <QWidget>

#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QPlainTextEdit;
class QToolButton;
class QVBoxLayout;

namespace counterpoint::support {
class Segments;
}

namespace counterpoint::figures {

/// The choices of the export dialog, and below them caption and methods to copy.
class FigureForm : public QWidget {
    Q_OBJECT

  public:
    /// Figures to choose from, by their ids.
    FigureForm(const QStringList& ids, const QStringList& titles, QWidget* parent = nullptr);

    FigureSettings settings() const;
    /// Takes settings without a signal.
    void setSettings(const FigureSettings& settings);
    int figure() const;
    /// Legend, points and letters mean something of maps.
    void setHasMaps(bool hasMaps);
    /// The height that fits the content, shown while no other is set.
    void setContentHeight(double mm);
    /// Whether points of that figure are vectors, in words.
    void setPointsNote(const QString& text);
    void setCaption(const QString& text);
    QString caption() const;
    void setMethods(const QString& text) { m_methods = text; }

  Q_SIGNALS:
    void changed();
    void figureChanged();

  private:
    void addHead(const QString& text);
    void addRow(const QString& text, QWidget* control, QWidget* beside = nullptr);
    void makeFile();
    void makeSize();
    void makeContent();
    void makeCaption();
    void setHeight(std::optional<double> mm);

    QStringList m_ids;
    QStringList m_formats;
    QString m_methods;
    std::optional<double> m_heightMm;
    QVBoxLayout* m_column;
    QFormLayout* m_rows = nullptr;  ///< of the last head
    support::Segments* m_format = nullptr;
    support::Segments* m_dpi = nullptr;
    support::Segments* m_width = nullptr;
    QDoubleSpinBox* m_height = nullptr;
    QToolButton* m_freeHeight = nullptr;
    QComboBox* m_font = nullptr;
    QDoubleSpinBox* m_fontSize = nullptr;
    QComboBox* m_figure = nullptr;
    support::Segments* m_legend = nullptr;
    support::Segments* m_points = nullptr;
    QLabel* m_pointsNote = nullptr;
    QCheckBox* m_letters = nullptr;
    QCheckBox* m_transparent = nullptr;
    QCheckBox* m_metadata = nullptr;
    QPlainTextEdit* m_caption = nullptr;
};

}  // namespace counterpoint::figures
