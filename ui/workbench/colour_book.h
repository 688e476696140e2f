#pragma once

#include <QColor>
#include <QObject>

#include <map>
#include <string>
#include <vector>

namespace counterpoint::workbench {

/// The colours the user chose for categories, over those of the file and the palette.
class ColourBook : public QObject {
    Q_OBJECT

  public:
    using Colors = std::map<std::string, std::map<std::string, QColor>>;  ///< column, level

    explicit ColourBook(QObject* parent = nullptr) : QObject(parent) {}

    const Colors& colors() const { return m_colors; }
    /// Takes colours as a whole, as those of a session.
    void setColors(Colors colors) {
        m_colors = std::move(colors);
        Q_EMIT changed();
    }
    void setColor(const std::string& column, const std::string& level, const QColor& color) {
        m_colors[column][level] = color;
        Q_EMIT changed();
    }
    /// `colors`, one a level, with the user's in place.
    std::vector<QColor> apply(const std::string& column, const std::vector<std::string>& levels,
                              std::vector<QColor> colors) const {
        const auto found = m_colors.find(column);
        if (found == m_colors.end()) return colors;
        for (std::size_t i = 0; i < levels.size() && i < colors.size(); ++i)
            if (const auto own = found->second.find(levels[i]); own != found->second.end())
                colors[i] = own->second;
        return colors;
    }

  Q_SIGNALS:
    void changed();

  private:
    Colors m_colors;
};

}  // namespace counterpoint::workbench
