#include "ui/start/demo_map.h"

#include "core/data/palette.h"
#include "ui/support/fonts.h"
#include "ui/support/palette.h"
#include "ui/support/theme.h"

#include <QFile>
#include <QPainter>
#include <QTextStream>

#include <algorithm>

namespace counterpoint::start {

namespace {
constexpr double across = 1000.0;  // what the file counts its coordinates to
constexpr double inset = 12.0;
constexpr double radius = 1.1;
}  // namespace

DemoMap::DemoMap(const QString& name, QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    QFile file(QStringLiteral(":/counterpoint/maps/%1.txt").arg(name));
    if (!file.open(QIODevice::ReadOnly)) return;
    QTextStream text(&file);
    while (!text.atEnd()) {
        double x = 0.0;
        double y = 0.0;
        Cell cell{};
        text >> x >> y >> cell.batch >> cell.type >> Qt::ws;
        cell.at = {x / across, y / across};
        m_cells.push_back(cell);
    }
}

QSize DemoMap::sizeHint() const {
    return {support::scaled(264), support::scaled(128)};
}

void DemoMap::paintEvent(QPaintEvent* /*event*/) {
    const support::Theme& theme = support::Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto colors = support::themed(data::categoryPalette(8), theme);
    const double half = width() / 2.0;
    const double side = std::min(half, static_cast<double>(height())) - 2.0 * inset;
    for (const int map : {0, 1}) {
        painter.setPen(QPen(theme.separator, 1));
        const double right = std::round((map + 1) * half) - 0.5;
        painter.drawLine(QPointF(right, 0), QPointF(right, height()));
        painter.setPen(Qt::NoPen);
        const QPointF corner((map + 0.5) * half - side / 2.0, (height() - side) / 2.0);
        for (const Cell& cell : m_cells) {
            const auto level = static_cast<std::size_t>(map == 0 ? cell.batch : cell.type);
            painter.setBrush(colors[level % colors.size()]);
            painter.drawEllipse(corner + QPointF(cell.at.x(), 1.0 - cell.at.y()) * side, radius,
                                radius);
        }
    }
}

}  // namespace counterpoint::start
