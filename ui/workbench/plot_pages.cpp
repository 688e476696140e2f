#include "ui/workbench/plot_pages.h"

#include "ui/support/dock_frame.h"
#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/page_stack.h"

#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>

namespace counterpoint::workbench {

namespace {

constexpr int headHeight = 28;
constexpr int plotHeight = 148;
constexpr int mostPlot = 280;
constexpr int roomBelow = 196;  ///< its head, the heads of its columns and six rows
constexpr int leastBelow = 140;

}  // namespace

PlotPages::PlotPages(QWidget* parent)
    : QWidget(parent),
      m_head(new support::DockHead({}, this)),
      m_tabs(new QTabBar(m_head)),
      m_pages(new support::PageStack(this)) {
    m_tabs->setObjectName(QStringLiteral("plotTabs"));
    m_tabs->setAccessibleName(tr("Plots"));
    m_tabs->setDrawBase(false);
    m_tabs->setUsesScrollButtons(false);
    m_head->setDockButtonsVisible(false);
    m_head->setTabs(m_tabs);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(m_pages);
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    support::followTheme(*this, [this] {
        m_tabs->updateGeometry();
        arrange();
    });
}

void PlotPages::addPlot(QWidget* plot, const QString& title) {
    m_pages->addWidget(plot);
    m_tabs->addTab(title);
}

void PlotPages::setBelow(QWidget* below, const QString& title) {
    m_below = below;
    m_tabs->addTab(title);
    static_cast<QVBoxLayout*>(layout())->addWidget(below, 1);
    arrange();
}

void PlotPages::setBelowOffered(bool offered) {
    if (offered == m_belowOffered) return;
    m_belowOffered = offered;
    arrange();
}

void PlotPages::showPage(QWidget* page) {
    m_tabs->setCurrentIndex(tabOf(page));
}

int PlotPages::tabOf(QWidget* page) const {
    const int index = page == m_below ? m_tabs->count() - 1 : m_pages->indexOf(page);
    return m_tabs->isTabVisible(index) ? index : m_tabs->currentIndex();
}

void PlotPages::arrange() {
    if (m_below == nullptr) return;
    const int last = m_tabs->count() - 1;
    const bool shared = height() < support::scaled(headHeight + plotHeight + roomBelow);
    if (shared != m_shared) {
        m_shared = shared;
        if (shared) {
            layout()->removeWidget(m_below);
            m_pages->addWidget(m_below);
        } else {
            if (m_tabs->currentIndex() == last) m_tabs->setCurrentIndex(0);
            m_pages->removeWidget(m_below);
            static_cast<QVBoxLayout*>(layout())->addWidget(m_below, 1);
        }
        m_tabs->setTabVisible(last, shared && m_belowOffered);
        // What tells most comes first to the eye.
        if (shared && m_belowOffered) m_tabs->setCurrentIndex(last);
    }
    m_tabs->setTabVisible(last, m_shared && m_belowOffered);
    if (m_shared && !m_belowOffered && m_tabs->currentIndex() == last) m_tabs->setCurrentIndex(0);
    if (!m_shared) m_below->setVisible(m_belowOffered);
    const bool alone = m_shared || !m_belowOffered;
    const int plot =
        std::clamp(height() / 3, support::scaled(plotHeight), support::scaled(mostPlot));
    m_pages->setMinimumHeight(alone ? 0 : plot);
    m_pages->setMaximumHeight(alone ? QWIDGETSIZE_MAX : plot);
}

QSize PlotPages::minimumSizeHint() const {
    return {support::scaled(320), support::scaled(headHeight + leastBelow)};
}

void PlotPages::resizeEvent(QResizeEvent* event) {
    arrange();
    m_tabs->updateGeometry();  // its texts are wider once the style sheet is in force
    QWidget::resizeEvent(event);
    layout()->invalidate();
    layout()->activate();
}

}  // namespace counterpoint::workbench
