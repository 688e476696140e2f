#pragma once

#include <QWidget>

class QTabBar;

namespace counterpoint::support {
class DockHead;
class PageStack;
}  // namespace counterpoint::support

namespace counterpoint::workbench {

/// Plots under one strip of tabs, and a part below them that becomes the last tab where there is no
/// room for both.
class PlotPages : public QWidget {
    Q_OBJECT

  public:
    explicit PlotPages(QWidget* parent = nullptr);

    void addPlot(QWidget* plot, const QString& title);
    void setBelow(QWidget* below, const QString& title);
    /// Whether there is anything to see in the part below.
    void setBelowOffered(bool offered);
    /// Shows the tab of a plot, or of the part below.
    void showPage(QWidget* page);
    QTabBar& tabs() const { return *m_tabs; }
    /// The tab of a plot or of the part below; the current one where that needs no tab.
    int tabOf(QWidget* page) const;
    bool sharesStrip() const { return m_shared; }

    QSize minimumSizeHint() const override;

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void arrange();

    support::DockHead* m_head;
    QTabBar* m_tabs;
    support::PageStack* m_pages;
    QWidget* m_below = nullptr;
    bool m_belowOffered = true;
    bool m_shared = false;
};

}  // namespace counterpoint::workbench
