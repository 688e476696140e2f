#include "ui/support/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace counterpoint::support {

namespace {

const char* fileOf(Icon name) {
    switch (name) {
        case Icon::Open:
            return "open";
        case Icon::Run:
            return "run";
        case Icon::Stop:
            return "stop";
        case Icon::Undo:
            return "undo";
        case Icon::Redo:
            return "redo";
        case Icon::Back:
            return "back";
        case Icon::Forward:
            return "forward";
        case Icon::Snapshot:
            return "snapshot";
        case Icon::Compare:
            return "compare";
        case Icon::Export:
            return "export";
        case Icon::Search:
            return "search";
        case Icon::Help:
            return "help";
        case Icon::Fit:
            return "fit";
        case Icon::Check:
            return "check";
        case Icon::Clock:
            return "clock";
        case Icon::Warning:
            return "warning";
        case Icon::Error:
            return "error";
        case Icon::Reset:
            return "reset";
        case Icon::Close:
            return "close";
        case Icon::Float:
            return "float";
        case Icon::Sun:
            return "sun";
        case Icon::Moon:
            return "moon";
        case Icon::Under:
            return "under";
        case Icon::Balanced:
            return "balanced";
        case Icon::Over:
            return "over";
        case Icon::ChevronDown:
            return "chevron_down";
        case Icon::ChevronRight:
            return "chevron_right";
        case Icon::Pan:
            return "pan";
        case Icon::Box:
            return "box";
        case Icon::Lasso:
            return "lasso";
        case Icon::Label:
            return "label";
        case Icon::OneView:
            return "one_view";
        case Icon::TwoViews:
            return "two_views";
        case Icon::FourViews:
            return "four_views";
        case Icon::BeforeAfter:
            return "before_after";
        case Icon::ViewEach:
            return "view_each";
        case Icon::File:
            return "file";
        case Icon::Pin:
            return "pin";
    }
    return "";
}

QString pathOf(const QString& file) {
    return QStringLiteral(":/counterpoint/icons/") + file + QStringLiteral(".svg");
}

/// Draws an SVG whose strokes say "currentColor" in `color`.
void paintSvg(QPainter& painter, const QString& file, const QRectF& target, const QColor& color) {
    QFile source(pathOf(file));
    if (!source.open(QIODevice::ReadOnly)) return;
    const QByteArray svg = source.readAll().replace("currentColor", color.name().toLatin1());
    QSvgRenderer(svg).render(&painter, target);
}

class Engine : public QIconEngine {
  public:
    Engine(Icon name, ThemeColor color) : m_name(name), m_color(color) {}

    QIconEngine* clone() const override { return new Engine(*this); }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode,
               QIcon::State state) override {
        const int side = std::min(rect.width(), rect.height());
        // At the left of a wider box: that is how buttons keep 8 px between icon and text.
        const QRect square(rect.left(), rect.center().y() - (side - 1) / 2, side, side);
        paintSvg(*painter, file(mode), square, color(mode, state));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        const QString key = QStringLiteral("counterpoint/%1/%2/%3x%4")
                                .arg(file(mode), color(mode, state).name())
                                .arg(size.width())
                                .arg(size.height());
        QPixmap result;
        if (QPixmapCache::find(key, &result)) return result;
        result = QPixmap(size);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        painter.end();
        QPixmapCache::insert(key, result);
        return result;
    }

  private:
    /// Run and Stop are outlines while they are off.
    QString file(QIcon::Mode mode) const {
        const QString name = QLatin1String(fileOf(m_name));
        const bool solid = m_name == Icon::Run || m_name == Icon::Stop;
        return solid && mode == QIcon::Disabled ? name + QStringLiteral("_off") : name;
    }

    QColor color(QIcon::Mode mode, QIcon::State state) const {
        const Theme& theme = Theme::current();
        if (mode == QIcon::Disabled) return theme.control;
        return state == QIcon::On ? theme.accent : theme.*m_color;
    }

    Icon m_name;
    ThemeColor m_color;
};

}  // namespace

QIcon icon(Icon name, ThemeColor color) {
    return QIcon(new Engine(name, color));
}

void paintIcon(QPainter& painter, Icon name, const QRectF& target, const QColor& color) {
    paintSvg(painter, QLatin1String(fileOf(name)), target, color);
}

QIcon applicationIcon() {
    return QIcon(pathOf(QStringLiteral("counterpoint")));
}

}  // namespace counterpoint::support
