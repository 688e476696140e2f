#include "ui/workbench/status_line.h"

#include "ui/support/buttons.h"
#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/labels.h"
#include "ui/support/numbers.h"
#include "ui/support/theme.h"
#include "ui/workbench/preview.h"
#include "ui/workbench/workbench.h"

#include <QCoreApplication>
#include <QFile>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

#include <algorithm>
#include <unistd.h>

namespace counterpoint::workbench {

using support::Theme;

namespace {

/// A thin bar that fills with the accent, 120 × 6.
class ThinBar : public QWidget {
  public:
    explicit ThinBar(QWidget* parent) : QWidget(parent) { setFixedSize(120, 16); }
    void setFraction(double fraction) {
        m_fraction = std::clamp(fraction, 0.0, 1.0);
        update();
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::current();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.track);
        const QRectF track(0, 5, width(), 6);
        painter.drawRoundedRect(track, 3, 3);
        painter.setBrush(theme.accent);
        if (m_fraction > 0.0)
            painter.drawRoundedRect(QRectF(0, 5, std::max(6.0, width() * m_fraction), 6), 3, 3);
    }

  private:
    double m_fraction = 0.0;
};

/// A quiet vertical line between two items.
QWidget* divider(QWidget* parent) {
    class Line : public QWidget {
      public:
        using QWidget::QWidget;

      protected:
        void paintEvent(QPaintEvent*) override {
            QPainter(this).fillRect(QRect(0, 3, 1, height() - 6), Theme::current().separator);
        }
    };
    auto* line = new Line(parent);
    line->setFixedWidth(1);
    line->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    return line;
}

QString gigabytes(double bytes) {
    return QString::number(bytes / 1e9, 'f', 1);
}

double residentBytes() {
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly)) return 0.0;
    return file.readAll().split(' ').value(1).toDouble() *
           static_cast<double>(sysconf(_SC_PAGESIZE));
}

double physicalBytes() {
    return static_cast<double>(sysconf(_SC_PHYS_PAGES)) *
           static_cast<double>(sysconf(_SC_PAGESIZE));
}

QString colored(const QString& text, const QColor& color) {
    return QStringLiteral("<span style=\"color:%1\">%2</span>")
        .arg(color.name(), text.toHtmlEscaped());
}

}  // namespace

StatusLine::StatusLine(Workbench& workbench, QWidget* parent)
    : QStatusBar(parent), m_workbench(workbench) {
    setSizeGripEnabled(false);
    support::followTheme(*this, [this] { setFixedHeight(support::scaled(26)); });
    setContentsMargins(8, 0, 8, 0);
    const auto label = [this] {
        return support::makeLabel({}, support::Type::Body, support::Tone::Second, this);
    };
    m_cells = label();
    m_memory = label();
    auto* threads = label();
    threads->setText(tr("Threads %1 of %2").arg(workbench.threads()).arg(base::availableThreads()));
    addWidget(m_cells);
    addWidget(divider(this));
    addWidget(m_memory);
    addWidget(divider(this));
    addWidget(threads);

    m_job = label();
    m_bar = new ThinBar(this);
    m_seconds = label();
    m_stop = support::makeButton(tr("Stop"), support::Icon::Stop, support::ButtonKind::Link, this);
    m_stop->setAccessibleName(tr("Stop the running job"));
    m_seed = label();
    addPermanentWidget(m_job);
    addPermanentWidget(m_bar);
    addPermanentWidget(m_seconds);
    addPermanentWidget(m_stop);
    addPermanentWidget(divider(this));
    addPermanentWidget(m_seed);

    connect(m_stop, &QPushButton::clicked, &workbench, &Workbench::stop);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        showSeconds();
        showMemory();
    });
    connect(&workbench, &Workbench::openingStarted, this,
            [this](const QString& name) { begin(tr("Opening %1").arg(name), false); });
    connect(&workbench, &Workbench::opened, this, [this] {
        m_shown.reset();
        showCells();
    });
    connect(&workbench, &Workbench::runStarted, this,
            [this](bool live) { begin(live ? tr("Following the slider") : tr("Running"), live); });
    connect(&workbench, &Workbench::progressed, this, &StatusLine::progress);
    connect(&workbench, &Workbench::resultsChanged, this, [this] { showCells(); });
    connect(&workbench, &Workbench::runFinished, this, [this](double seconds) {
        const QString text =
            (isPreview(m_workbench.results()) ? tr("Idle, last answer took %1 s, preview")
                                              : tr("Idle, last run took %1 s, exact"))
                .arg(seconds, 0, 'f', 1)
                .toHtmlEscaped();
        end([text] { return colored(QStringLiteral("✓ "), Theme::current().balanced) + text; });
    });
    connect(&workbench, &Workbench::runStopped, this,
            [this] { end([] { return tr("Stopped"); }); });
    connect(&workbench, &Workbench::waitsForRun, this, [this] {
        const bool shown = m_workbench.results().layout != nullptr;
        end([shown] {
            return shown ? tr("Idle, what is shown is of other settings")
                         : tr("Idle, nothing is computed yet");
        });
    });
    connect(&workbench, &Workbench::failed, this, [this] {
        end([] { return colored(tr("Failed, see the message above"), Theme::current().error); });
    });
    connect(&support::themeNotifier(), &support::ThemeNotifier::changed, this, [this] {
        if (!m_clock.isActive()) m_job->setText(m_said());
    });
    end([] { return tr("Idle"); });
    showCells();
    showMemory();
}

QString StatusLine::jobText() const {
    return m_job->text();
}

void StatusLine::showCells() {
    const auto dataset = m_workbench.dataset();
    if (!dataset) {
        m_cells->setText(tr("No file open"));
        m_seed->setText(tr("Version %1").arg(QCoreApplication::applicationVersion()));
        return;
    }
    m_seed->setText(tr("Seed %1").arg(m_workbench.settings().seed));
    const auto& cells = m_workbench.results().cells;
    const auto all = static_cast<qint64>(dataset->cells());
    const auto kept = cells ? static_cast<qint64>(cells->batch.size()) : all;
    const auto shown = std::min(kept, static_cast<qint64>(m_shown.value_or(dataset->cells())));
    m_cells->setText(tr("%1 of %2 cells").arg(support::count(shown), support::count(all)));
    QStringList why;
    if (kept < all)
        why << tr("%1 cells did not pass the quality filter").arg(support::count(all - kept));
    if (shown < kept) why << tr("%1 cells are not shown").arg(support::count(kept - shown));
    m_cells->setToolTip(why.join(u'\n'));
}

QString StatusLine::cellsText() const {
    return m_cells->text();
}

void StatusLine::setShownCells(std::size_t cells) {
    if (m_shown == cells) return;
    m_shown = cells;
    showCells();
}

void StatusLine::showMemory() {
    m_memory->setText(
        tr("Memory %1 of %2 GB").arg(gigabytes(residentBytes()), gigabytes(physicalBytes())));
}

void StatusLine::showSeconds() {
    QString text = tr("%1 s").arg(static_cast<double>(m_since.elapsed()) / 1000.0, 0, 'f', 1);
    if (const auto seconds = m_left.seconds(m_fraction))
        text += tr(", about %1 left").arg(QString::fromStdString(base::durationText(*seconds)));
    m_seconds->setText(text);
}

void StatusLine::begin(const QString& what, bool) {
    m_what = what;
    m_done.clear();
    m_fraction = 0.0;
    m_job->setText(what.toHtmlEscaped());
    static_cast<ThinBar*>(m_bar)->setFraction(0.0);
    m_bar->show();
    m_seconds->show();
    m_stop->show();
    m_since.start();
    m_clock.start(100);
}

void StatusLine::progress(pipeline::Stage stage, double fraction) {
    if (fraction >= 1.0 && std::ranges::find(m_done, stage) == m_done.end())
        m_done.push_back(stage);
    // While a method trains, scores and the map are made of what it has so far in between.
    if (stage == pipeline::Stage::Integrate) {
        if (fraction <= 0.0) m_left = base::TimeLeft();
        m_fraction = fraction;
    }
    m_stage = stage;
    const Theme& theme = Theme::current();
    QString text = m_what.toHtmlEscaped();
    for (const pipeline::Stage done : m_done)
        if (done != stage)
            text += QStringLiteral("&nbsp;&nbsp;") + colored(QStringLiteral("✓ "), theme.balanced) +
                    QString::fromStdString(pipeline::nameOf(done)).toHtmlEscaped();
    text += QStringLiteral("&nbsp;&nbsp;<b>") +
            colored(QString::fromStdString(pipeline::nameOf(stage)), theme.accent) +
            QStringLiteral("</b>");
    m_job->setText(text);
    static_cast<ThinBar*>(m_bar)->setFraction(fraction);
}

void StatusLine::end(std::function<QString()> said) {
    m_clock.stop();
    m_said = std::move(said);
    m_job->setText(m_said());
    m_bar->hide();
    m_seconds->hide();
    m_stop->hide();
    showMemory();
}

}  // namespace counterpoint::workbench
