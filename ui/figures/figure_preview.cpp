#include "ui/figures/figure_preview.h"

#include "ui/support/fonts.h"
#include "ui/support/labels.h"
#include "ui/support/page_stack.h"
#include "ui/support/segments.h"
#include "ui/support/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace counterpoint::figures {

using support::Theme;
using support::Tone;
using support::Type;

namespace {

constexpr double mmPerInch = 25.4;
constexpr int margin = 20;  ///< around the page
constexpr int ruleHeight = 26;

}  // namespace

/// The page in the middle of what it is given, and the rule above it.
class FigurePreview::Paper : public QWidget {
  public:
    explicit Paper(QWidget* parent) : QWidget(parent) {
        setAccessibleName(FigurePreview::tr("Preview of the figure"));
    }

    void setPage(const QPixmap& page, double widthMm) {
        m_page = page;
        m_widthMm = widthMm;
        updateGeometry();
        update();
    }
    QSize pageSize() const {
        return m_page.isNull() ? QSize() : m_page.deviceIndependentSize().toSize();
    }
    QSize wanted() const { return pageSize() + around(); }
    static QSize around() { return {2 * margin, margin + support::scaled(ruleHeight) + 4}; }
    QSize sizeHint() const override { return wanted(); }

  protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        if (m_page.isNull()) return;
        const Theme& theme = Theme::current();
        const QSize size = pageSize();
        const int rule = support::scaled(ruleHeight);
        const QPoint corner((width() - size.width()) / 2,
                            std::max(4 + rule, (height() - size.height() + rule) / 2));
        QPainter painter(this);
        painter.drawPixmap(corner, m_page);
        painter.setPen(theme.control);
        painter.drawRect(QRect(corner, size).adjusted(-1, -1, 0, 0));
        painter.setPen(theme.second);
        const int y = corner.y() - 8;
        const int left = corner.x();
        const int right = corner.x() + size.width() - 1;
        painter.drawLine(left, y, right, y);
        painter.drawLine(left, y - 3, left, y + 3);
        painter.drawLine(right, y - 3, right, y + 3);
        painter.setFont(support::fontOf(Type::Help));
        painter.drawText(QRect(left, y - rule, size.width(), rule - 2),
                         Qt::AlignHCenter | Qt::AlignBottom,
                         FigurePreview::tr("%1 mm").arg(m_widthMm, 0, 'f', 0));
    }

  private:
    QPixmap m_page;
    double m_widthMm = 0.0;
};

FigurePreview::FigurePreview(QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* bar = new QWidget(this);
    bar->setProperty("surface", QStringLiteral("bar"));
    bar->setAttribute(Qt::WA_StyledBackground);
    auto* head = new QHBoxLayout(bar);
    head->setContentsMargins(16, 6, 12, 6);
    head->setSpacing(8);
    head->addWidget(support::makeLabel(tr("View as"), Type::Body, Tone::Second, bar));
    m_vision = new support::Segments(
        tr("View as"),
        {tr("Normal"), tr("Deuteranopia"), tr("Protanopia"), tr("Tritanopia"), tr("Grey")}, bar);
    connect(m_vision, &support::Segments::chosen, this, &FigurePreview::draw);
    head->addWidget(m_vision);
    head->addStretch(1);
    auto* label = support::makeLabel(tr("Zoom"), Type::Body, Tone::Second, bar);
    head->addWidget(label);
    m_zoom = new QComboBox(bar);
    m_zoom->setObjectName(QStringLiteral("figureZoom"));
    m_zoom->setAccessibleName(tr("Zoom"));
    m_zoom->addItems({tr("Fit"), tr("100 %"), tr("200 %")});
    label->setBuddy(m_zoom);
    connect(m_zoom, &QComboBox::currentIndexChanged, this, [this] {
        draw();
        Q_EMIT zoomed();
    });
    head->addWidget(m_zoom);
    column->addWidget(bar);

    m_pages = new support::PageStack(this);
    m_scroll = new QScrollArea(m_pages);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setAccessibleName(tr("Preview of the figure"));
    m_scroll->setMinimumSize(320, 240);
    m_paper = new Paper(m_scroll);
    m_paper->setProperty("surface", QStringLiteral("window"));
    m_paper->setAttribute(Qt::WA_StyledBackground);
    m_scroll->setWidget(m_paper);
    m_pages->addWidget(m_scroll);
    m_problem = support::makeLabel({}, Type::Body, Tone::Error, m_pages);
    m_problem->setObjectName(QStringLiteral("figureProblem"));
    m_problem->setAlignment(Qt::AlignCenter);
    m_problem->setWordWrap(true);
    m_problem->setContentsMargins(48, 0, 48, 0);
    m_pages->addWidget(m_problem);
    column->addWidget(m_pages, 1);
}

void FigurePreview::setFigure(const QByteArray& svg) {
    m_svg = svg;
    m_pages->setCurrentWidget(m_scroll);
    draw();
}

void FigurePreview::setProblem(const QString& sentence) {
    m_problem->setText(sentence);
    m_pages->setCurrentWidget(m_problem);
}

void FigurePreview::setVision(Vision vision) {
    m_vision->setCurrent(static_cast<int>(vision));
    draw();
}

void FigurePreview::setZoom(Zoom zoom) {
    m_zoom->setCurrentIndex(static_cast<int>(zoom));
}

int FigurePreview::dpi() const {
    constexpr int whole = 120;
    constexpr int twice = 200;
    const bool isDouble = m_zoom->currentIndex() == static_cast<int>(Zoom::Double);
    return static_cast<int>((isDouble ? twice : whole) * devicePixelRatioF());
}

QSize FigurePreview::pageSize() const {
    return m_paper->pageSize();
}

void FigurePreview::draw() {
    const QSizeF size = sizeInMm(m_svg);
    if (size.isEmpty()) return;
    double pixelsPerMm = logicalDpiX() / mmPerInch;
    const auto zoom = static_cast<Zoom>(m_zoom->currentIndex());
    if (zoom == Zoom::Double) pixelsPerMm *= 2.0;
    if (zoom == Zoom::Fit) {
        const QSize room = m_pages->size() - Paper::around();
        pixelsPerMm =
            std::max(0.2, std::min(room.width() / size.width(), room.height() / size.height()));
    }
    const double ratio = devicePixelRatioF();
    const QImage picture = pictureOf(m_svg, pixelsPerMm * ratio * mmPerInch);
    QImage paper(picture.size(), QImage::Format_RGB32);
    paper.fill(Qt::white);
    QPainter(&paper).drawImage(0, 0, picture);
    paper = seenBy(std::move(paper), static_cast<Vision>(m_vision->current()));
    QPixmap shown = QPixmap::fromImage(paper);
    shown.setDevicePixelRatio(ratio);
    m_paper->setPage(shown, size.width());
    m_paper->setMinimumSize(zoom == Zoom::Fit ? QSize(0, 0) : m_paper->wanted());
}

void FigurePreview::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (m_zoom->currentIndex() == static_cast<int>(Zoom::Fit)) draw();
}

void FigurePreview::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) m_paper->update();
}

}  // namespace counterpoint::figures
