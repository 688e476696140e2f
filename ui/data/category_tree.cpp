#include "ui/data/category_tree.h"

#include "ui/data/category_delegate.h"
#include "ui/support/numbers.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QStandardItemModel>

#include <algorithm>

namespace counterpoint::datapanel {

CategoryTree::CategoryTree(QWidget* parent)
    : QTreeView(parent), m_model(new QStandardItemModel(this)) {
    setModel(m_model);
    setItemDelegate(new CategoryDelegate(this));
    setHeaderHidden(true);
    setRootIsDecorated(false);
    setIndentation(0);
    setUniformRowHeights(true);
    setMouseTracking(true);
    setExpandsOnDoubleClick(false);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::NoSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setFrameShape(QFrame::NoFrame);
}

void CategoryTree::fill(QStandardItem& item, const Category& category, bool checkable) const {
    item.setText(category.name);
    item.setData(category.code, CodeRole);
    item.setData(category.color, ColorRole);
    item.setData(category.cells, CellsRole);
    item.setData(QVariant::fromValue(category.composition), CompositionRole);
    item.setData(checkable, CheckableRole);
    item.setData(category.note, NoteRole);
    item.setToolTip(checkable ? describe(category) : category.name);
    item.setAccessibleText(
        checkable ? tr("%1, %2 cells").arg(category.name, support::count(category.cells))
                  : category.name);
}

void CategoryTree::setSections(const std::vector<Section>& sections) {
    m_model->clear();
    for (const Section& section : sections) {
        auto* head = new QStandardItem(section.title);
        head->setToolTip(section.title);
        const auto missing =
            std::ranges::count(section.categories, Category::missingCode, &Category::code);
        const auto rows = static_cast<qint64>(section.categories.size());
        head->setData(section.isCheckable ? rows - missing : rows, CellsRole);
        head->setData(section.isCheckable, CheckableRole);
        for (const Category& category : section.categories) {
            auto* item = new QStandardItem;
            fill(*item, category, section.isCheckable);
            if (section.isCheckable) item->setCheckState(Qt::Checked);
            head->appendRow(item);
        }
        m_model->appendRow(head);
        setExpanded(head->index(), section.isOpen);
    }
}

void CategoryTree::recolor(const std::vector<Section>& sections) {
    for (int i = 0; i < m_model->rowCount() && i < int(sections.size()); ++i) {
        QStandardItem* head = m_model->item(i);
        const Section& section = sections[static_cast<std::size_t>(i)];
        for (int row = 0; row < head->rowCount() && row < int(section.categories.size()); ++row)
            fill(*head->child(row), section.categories[static_cast<std::size_t>(row)],
                 section.isCheckable);
    }
}

std::vector<int> CategoryTree::hidden(int section) const {
    std::vector<int> codes;
    const QStandardItem* head = m_model->item(section);
    for (int row = 0; head && row < head->rowCount(); ++row)
        if (head->child(row)->data(CheckableRole).toBool() &&
            head->child(row)->checkState() != Qt::Checked)
            codes.push_back(head->child(row)->data(CodeRole).toInt());
    std::ranges::sort(codes);
    return codes;
}

void CategoryTree::setHiddenCodes(int section, const std::vector<int>& codes) {
    QStandardItem* head = m_model->item(section);
    for (int row = 0; head && row < head->rowCount(); ++row) {
        QStandardItem* item = head->child(row);
        const bool isHidden = std::ranges::find(codes, item->data(CodeRole).toInt()) != codes.end();
        item->setCheckState(isHidden ? Qt::Unchecked : Qt::Checked);
    }
}

void CategoryTree::isolate(int section, int code) {
    const QStandardItem* head = m_model->item(section);
    if (!head) return;
    std::vector<int> others;
    for (int row = 0; row < head->rowCount(); ++row)
        if (const int other = head->child(row)->data(CodeRole).toInt(); other != code)
            others.push_back(other);
    std::ranges::sort(others);
    const bool isAlone = hidden(section) == others;
    setHiddenCodes(section, isAlone ? std::vector<int>{} : others);
    announce(section);
    if (!isAlone) Q_EMIT isolated(section, code);
}

QModelIndex CategoryTree::indexOf(int section, int code) const {
    const QStandardItem* head = m_model->item(section);
    for (int row = 0; head && row < head->rowCount(); ++row)
        if (head->child(row)->data(CodeRole).toInt() == code) return head->child(row)->index();
    return {};
}

void CategoryTree::announce(int section) {
    Q_EMIT visibilityChanged(section, hidden(section));
}

void CategoryTree::drawBranches(QPainter* /*painter*/, const QRect& /*rect*/,
                                const QModelIndex& /*index*/) const {}

void CategoryTree::mousePressEvent(QMouseEvent* event) {
    QTreeView::mousePressEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    if (!index.isValid() || event->button() != Qt::LeftButton) return;
    if (!index.parent().isValid()) return setExpanded(index, !isExpanded(index));
    if (!index.data(CheckableRole).toBool()) return;

    // The gaps belong to the nearest target, so small boxes are easy to hit.
    const QRect row = visualRect(index);
    const int x = event->position().toPoint().x();
    const int section = index.parent().row();
    if (x < CategoryDelegate::swatchRect(row).left() - 3) {
        QStandardItem* item = m_model->itemFromIndex(index);
        item->setCheckState(item->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
        announce(section);
    } else if (x <= CategoryDelegate::swatchRect(row).right() + 3) {
        Q_EMIT swatchClicked(section, index.data(CodeRole).toInt());
    }
}

void CategoryTree::point(const QModelIndex& index) {
    const bool onCategory =
        index.isValid() && index.parent().isValid() && index.data(CheckableRole).toBool();
    const QModelIndex now = onCategory ? index : QModelIndex();
    if (m_pointed == now) return;
    m_pointed = now;
    if (onCategory)
        Q_EMIT pointed(now.parent().row(), now.data(CodeRole).toInt());
    else
        Q_EMIT pointed(0, Category::missingCode);
}

void CategoryTree::mouseMoveEvent(QMouseEvent* event) {
    QTreeView::mouseMoveEvent(event);
    point(indexAt(event->position().toPoint()));
}

void CategoryTree::leaveEvent(QEvent* event) {
    QTreeView::leaveEvent(event);
    point({});
}

void CategoryTree::mouseDoubleClickEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->position().toPoint());
    const bool onName =
        index.isValid() && index.parent().isValid() && index.data(CheckableRole).toBool() &&
        event->position().x() > CategoryDelegate::swatchRect(visualRect(index)).right() + 3;
    // Two quick clicks on a check box or a head are two clicks.
    if (!onName) return mousePressEvent(event);
    isolate(index.parent().row(), index.data(CodeRole).toInt());
}

void CategoryTree::keyPressEvent(QKeyEvent* event) {
    const QModelIndex index = currentIndex();
    const bool onCategory =
        index.isValid() && index.parent().isValid() && index.data(CheckableRole).toBool();
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Space && onCategory) {
        QStandardItem* item = m_model->itemFromIndex(index);
        item->setCheckState(item->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
        return announce(index.parent().row());
    }
    if (enter && onCategory) return isolate(index.parent().row(), index.data(CodeRole).toInt());
    if ((enter || event->key() == Qt::Key_Space) && index.isValid() && !index.parent().isValid())
        return setExpanded(index, !isExpanded(index));
    QTreeView::keyPressEvent(event);
}

}  // namespace counterpoint::datapanel
