#include "ui/embedding/colour_chooser.h"

#include "ui/support/buttons.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace counterpoint::embedding {

namespace {

constexpr int rowHeight = 24;
constexpr int mostRows = 12;
constexpr int inset = 10;

enum ChoiceRole { KeyRole = Qt::UserRole + 1, KindRole };

/// Title at the left, what it is at the right, a check mark on the present choice.
class ChoiceDelegate : public QStyledItemDelegate {
  public:
    ChoiceDelegate(ViewStyle style, QObject* parent)
        : QStyledItemDelegate(parent), m_style(std::move(style)) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const bool current = option.state.testFlag(QStyle::State_Selected);
        const bool pointed = option.state.testFlag(QStyle::State_MouseOver);
        painter->fillRect(option.rect, current   ? m_style.chosen
                                       : pointed ? m_style.hover
                                                 : m_style.panel);
        const QRect box = option.rect.adjusted(inset, 0, -inset, 0);
        const QString kind = index.data(KindRole).toString();
        painter->setFont(m_style.axis);
        painter->setPen(m_style.quiet);
        painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter, kind);
        const int kindWidth = painter->fontMetrics().horizontalAdvance(kind) + 12;
        painter->setFont(m_style.sentence);
        painter->setPen(m_style.text);
        const QRect title = box.adjusted(0, 0, -kindWidth, 0);
        painter->drawText(title, Qt::AlignLeft | Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight,
                                                            title.width()));
    }
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {200, std::max(rowHeight, QFontMetrics(m_style.sentence).height() + 8)};
    }

  private:
    ViewStyle m_style;
};

}  // namespace

ColourChooser::ColourChooser(std::vector<ColourChoice> choices, ChoiceSearch search,
                             const QString& chosen, const ViewStyle& style, QWidget* parent)
    : QFrame(parent, Qt::Popup),
      m_choices(std::move(choices)),
      m_search(std::move(search)),
      m_chosen(chosen),
      m_field(new QLineEdit(this)),
      m_list(new QListWidget(this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::NoFrame);
    setObjectName(QStringLiteral("colourChooser"));
    QPalette ground;
    ground.setColor(QPalette::Window, style.separator);  // a line of it shows around the content
    setPalette(ground);
    setAutoFillBackground(true);

    auto* content = new QWidget(this);
    QPalette panel;
    panel.setColor(QPalette::Window, style.panel);
    content->setPalette(panel);
    content->setAutoFillBackground(true);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(1, 1, 1, 1);
    outer->addWidget(content);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(8, 8, 8, 4);
    column->setSpacing(6);
    column->addWidget(m_field);
    column->addWidget(m_list);

    setHint(m_search ? tr("Column, score or gene; or paste several genes") : tr("Column or score"),
            tr("What to colour by"));
    support::addClearButton(*m_field);
    m_field->installEventFilter(this);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new ChoiceDelegate(style, m_list));
    connect(m_field, &QLineEdit::textChanged, this, &ColourChooser::fill);
    connect(m_list, &QListWidget::itemClicked, this, &ColourChooser::take);
    setFocusProxy(m_field);
    fill({});
    setFixedSize(320, 2 * 8 + m_field->sizeHint().height() + 12 +
                          std::min(mostRows, std::max(m_list->count(), 8)) * rowHeight);
}

void ColourChooser::setHint(const QString& hint, const QString& name) {
    m_field->setPlaceholderText(hint);
    m_field->setAccessibleName(tr("%1: search").arg(name));
    m_list->setAccessibleName(name);
}

void ColourChooser::fill(const QString& text) {
    m_list->clear();
    const auto add = [this](const ColourChoice& choice) {
        auto* item = new QListWidgetItem(choice.title, m_list);
        item->setData(KeyRole, choice.key);
        item->setData(KindRole, choice.kind);
        item->setToolTip(choice.title);
        if (choice.key.isEmpty()) item->setFlags(Qt::NoItemFlags);
        if (choice.key == m_chosen) m_list->setCurrentItem(item);
    };
    const QString wanted = text.trimmed();
    for (const bool first : {true, false})
        for (const ColourChoice& choice : m_choices) {
            const bool begins = choice.title.startsWith(wanted, Qt::CaseInsensitive);
            if (begins == first && (begins || choice.title.contains(wanted, Qt::CaseInsensitive)))
                add(choice);
        }
    if (m_search && !wanted.isEmpty())
        for (const ColourChoice& choice : m_search(wanted)) add(choice);
    if (!wanted.isEmpty() || m_list->currentRow() < 0) m_list->setCurrentRow(0);
}

void ColourChooser::take() {
    const QListWidgetItem* item = m_list->currentItem();
    if (item == nullptr || item->data(KeyRole).toString().isEmpty()) return;
    Q_EMIT taken(item->data(KeyRole).toString(), item->text());
    close();
}

bool ColourChooser::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Down:
            m_list->setCurrentRow(std::min(m_list->currentRow() + 1, m_list->count() - 1));
            return true;
        case Qt::Key_Up:
            m_list->setCurrentRow(std::max(m_list->currentRow() - 1, 0));
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            take();
            return true;
        case Qt::Key_Escape:
            close();
            return true;
        default:
            return false;
    }
}

}  // namespace counterpoint::embedding
