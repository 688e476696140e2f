#include "ui/start/memory_bar.h"

#include "ui/support/theme.h"

#include <QFile>
#include <QPainter>

#include <algorithm>
#include <unistd.h>

namespace counterpoint::start {

namespace {

double pages(int what) {
    return static_cast<double>(sysconf(what)) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// What programs may still take without swapping: MemAvailable, which counts caches as free.
double freeBytes() {
    QFile file(QStringLiteral("/proc/meminfo"));
    if (file.open(QIODevice::ReadOnly))
        for (const QByteArray& line : file.readAll().split('\n'))
            if (line.startsWith("MemAvailable:"))
                return line.mid(13).trimmed().split(' ').front().toDouble() * 1024.0;
    return pages(_SC_AVPHYS_PAGES);
}

QString gigabytes(double bytes) {
    const double value = bytes / 1e9;
    return QString::number(value, 'f', value < 1.0 ? 2 : 1);
}

}  // namespace

MemoryBar::MemoryBar(std::size_t needed, QWidget* parent)
    : QWidget(parent),
      m_needed(static_cast<double>(needed)),
      m_free(freeBytes()),
      m_all(pages(_SC_PHYS_PAGES)) {
    setFixedHeight(10);
    setAccessibleName(tr("Memory"));
    setAccessibleDescription(sentence());
}

QString MemoryBar::sentence() const {
    const QString text = tr("%1 GB needed to open, %2 GB free of %3 GB")
                             .arg(gigabytes(m_needed), gigabytes(m_free), gigabytes(m_all));
    return fits() ? text : tr("%1. Close other programs, or take fewer cells.").arg(text);
}

QSize MemoryBar::sizeHint() const {
    return {120, 10};
}

void MemoryBar::paintEvent(QPaintEvent*) {
    const support::Theme& theme = support::Theme::current();
    QPainter painter(this);
    const QRectF bar(0, 1, width(), 8);
    painter.fillRect(bar, theme.track);
    const double used = bar.width() * std::clamp(1.0 - m_free / m_all, 0.0, 1.0);
    painter.fillRect(QRectF(bar.left(), bar.top(), used, bar.height()), theme.control);
    const double share = std::clamp(m_needed / m_all, 2.0 / bar.width(), 1.0 - used / bar.width());
    painter.fillRect(QRectF(bar.left() + used, bar.top(), bar.width() * share, bar.height()),
                     fits() ? theme.accent : theme.error);
}

}  // namespace counterpoint::start
