#include "ui/commands/command_search.h"

#include "ui/support/buttons.h"
#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/theme.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace counterpoint::commands {

using support::Theme;
using support::Type;

namespace {

constexpr int GroupRole = Qt::UserRole + 1;
constexpr int KeysRole = Qt::UserRole + 2;
constexpr int mostRows = 10;

/// Title at the left, its keys and its group quietly at the right.
class RowPainter : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {support::scaled(480), support::scaled(28)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Theme& theme = Theme::current();
        if (option.state & QStyle::State_Selected) painter->fillRect(option.rect, theme.accentSoft);
        const bool enabled = index.flags() & Qt::ItemIsEnabled;
        const QRect box = option.rect.adjusted(12, 0, -12, 0);
        painter->setFont(support::fontOf(Type::Body));
        painter->setPen(enabled ? theme.text : theme.control);
        painter->drawText(box, Qt::AlignVCenter | Qt::AlignLeft, index.data().toString());
        painter->setFont(support::fontOf(Type::Help));
        painter->setPen(theme.quiet);
        painter->drawText(box, Qt::AlignVCenter | Qt::AlignRight, index.data(GroupRole).toString());
        painter->setPen(theme.second);
        painter->drawText(box.adjusted(0, 0, -support::scaled(88), 0),
                          Qt::AlignVCenter | Qt::AlignRight, index.data(KeysRole).toString());
    }
};

}  // namespace

CommandSearch::CommandSearch(QWidget* window) : QFrame(window, Qt::Popup) {
    setObjectName(QStringLiteral("commandSearch"));
    setAccessibleName(tr("Command search"));
    setFrameShape(QFrame::NoFrame);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(9, 9, 9, 9);
    column->setSpacing(8);
    m_field = new QLineEdit(this);
    m_field->setPlaceholderText(tr("Find a gene, command, parameter, column or run"));
    m_field->setAccessibleName(tr("Find a gene or a command"));
    support::addClearButton(*m_field);
    m_field->installEventFilter(this);
    m_list = new QListWidget(this);
    m_list->setAccessibleName(tr("Commands found"));
    m_list->setItemDelegate(new RowPainter(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(m_field);
    column->addWidget(m_list);
    connect(m_field, &QLineEdit::textChanged, this, &CommandSearch::list);
    connect(m_field, &QLineEdit::returnPressed, this, &CommandSearch::runCurrent);
    connect(m_list, &QListWidget::itemClicked, this, &CommandSearch::runCurrent);
    support::followTheme(*this, [this] {
        if (isVisible()) place();
    });
}

void CommandSearch::open(std::vector<Command> commands, More more) {
    m_commands = std::move(commands);
    m_more = std::move(more);
    m_field->clear();
    list();
    place();
    show();
    m_field->setFocus();
}

void CommandSearch::place() {
    const QWidget* window = parentWidget();
    const int width = std::min(support::scaled(560), window->width() - 40);
    resize(width, support::scaled(28) * mostRows + support::scaled(56));
    move(window->mapToGlobal(QPoint((window->width() - width) / 2, support::scaled(64))));
}

void CommandSearch::list() {
    m_found = search(m_field->text(), m_commands);
    if (m_more && !m_field->text().trimmed().isEmpty())
        for (Command& command : m_more(m_field->text().trimmed()))
            m_found.push_back(std::move(command));
    m_list->clear();
    for (const Command& command : m_found) {
        auto* item = new QListWidgetItem(command.title, m_list);
        item->setData(GroupRole, command.group);
        item->setData(KeysRole, command.keys.toString(QKeySequence::NativeText));
        if (!command.enabled) item->setFlags(Qt::NoItemFlags);
    }
    for (int row = 0; row < m_list->count(); ++row)
        if (m_list->item(row)->flags() & Qt::ItemIsEnabled) {
            m_list->setCurrentRow(row);
            break;
        }
}

void CommandSearch::runCurrent() {
    const int row = m_list->currentRow();
    if (row < 0 || !m_found[static_cast<std::size_t>(row)].enabled) return;
    const auto run = m_found[static_cast<std::size_t>(row)].run;
    hide();
    run();
}

bool CommandSearch::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int step = key == Qt::Key_Down       ? 1
                         : key == Qt::Key_Up       ? -1
                         : key == Qt::Key_PageDown ? mostRows
                         : key == Qt::Key_PageUp   ? -mostRows
                                                   : 0;
        if (step != 0 && m_list->count() > 0) {
            m_list->setCurrentRow(std::clamp(m_list->currentRow() + step, 0, m_list->count() - 1));
            return true;
        }
        if (key == Qt::Key_Escape) {
            hide();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void CommandSearch::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.panel);
    painter.setPen(theme.control);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

}  // namespace counterpoint::commands
