#include "ui/start/confounding_box.h"

#include "ui/support/buttons.h"
#include "ui/support/follow_theme.h"
#include "ui/support/icons.h"
#include "ui/support/labels.h"
#include "ui/support/numbers.h"
#include "ui/support/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

#include <algorithm>

namespace counterpoint::start {

using support::Tone;
using support::Type;

namespace {

constexpr std::size_t mostRows = 8;

QString html(const std::string& text) {
    return QString::fromStdString(text).toHtmlEscaped();
}

/// A cross-table as rich text: names at the left, numbers at the right, zeros quiet.
QString tableHtml(const std::string& head, const data::CrossTable& table) {
    const QString quiet = support::Theme::current().second.name();
    QString text = QStringLiteral(
                       "<table cellspacing='0' cellpadding='2'><tr><td style='color:%1'>"
                       "%2&nbsp;&nbsp;</td>")
                       .arg(quiet, html(head));
    for (const std::string& level : table.cols)
        text += QStringLiteral("<td align='right' style='color:%1'>&nbsp;&nbsp;%2</td>")
                    .arg(quiet, html(level));
    text += QStringLiteral("</tr>");
    for (std::size_t row = 0; row < std::min(mostRows, table.rows.size()); ++row) {
        text += QStringLiteral("<tr><td>%1</td>").arg(html(table.rows[row]));
        for (std::size_t col = 0; col < table.cols.size(); ++col) {
            const auto cells = static_cast<qint64>(table.at(row, col));
            text += cells == 0
                        ? QStringLiteral("<td align='right' style='color:%1'>0</td>").arg(quiet)
                        : QStringLiteral("<td align='right'>&nbsp;&nbsp;%1</td>")
                              .arg(support::count(cells));
        }
        text += QStringLiteral("</tr>");
    }
    text += QStringLiteral("</table>");
    if (table.rows.size() > mostRows)
        text += ConfoundingBox::tr("and %1 more").arg(table.rows.size() - mostRows);
    return text;
}

}  // namespace

ConfoundingBox::ConfoundingBox(QWidget* parent) : QWidget(parent) {
    setProperty("surface", QStringLiteral("alarm"));
    setAttribute(Qt::WA_StyledBackground);
    setObjectName(QStringLiteral("confounded"));
    setAccessibleName(tr("Warning: batch and condition cannot be told apart"));
    auto* box = new QGridLayout(this);
    box->setContentsMargins(12, 12, 12, 12);
    box->setHorizontalSpacing(12);
    box->setVerticalSpacing(8);
    auto* mark = new QLabel(this);
    support::followTheme(*mark, [mark] {
        mark->setPixmap(support::icon(support::Icon::Error, &support::Theme::error).pixmap(16, 16));
    });
    m_sentence = support::makeLabel({}, Type::Body, Tone::Text, this);
    m_sentence->setWordWrap(true);
    m_tables = support::makeLabel({}, Type::Body, Tone::Text, this);
    m_wayOut = support::makeButton({}, support::ButtonKind::Plain, this);
    m_wayOut->setObjectName(QStringLiteral("wayOut"));
    m_wayOut->setAccessibleName(tr("Take the way out"));
    connect(m_wayOut, &QPushButton::clicked, this, &ConfoundingBox::wayOutTaken);
    box->addWidget(mark, 0, 0, Qt::AlignTop);
    box->addWidget(m_sentence, 0, 1, 1, 2);
    box->addWidget(m_tables, 1, 1);
    box->addWidget(m_wayOut, 1, 2, Qt::AlignTop | Qt::AlignRight);
    box->setColumnStretch(1, 1);
    hide();
}

QString ConfoundingBox::sentence() const {
    return isHidden() ? QString() : m_sentence->text();
}

void ConfoundingBox::setConfounding(const std::optional<Confounding>& found) {
    setVisible(found.has_value());
    if (!found) return;
    QString text =
        tr("<b style='color:%1'>%2 and %3 cannot be told apart.</b> Each %2 holds one %3 only, so "
           "removing the difference between batches also removes the effect of %3.")
            .arg(support::Theme::current().error.name(), html(found->batch),
                 html(found->condition));
    QString tables = tableHtml(found->batch, found->table);
    m_wayOut->setVisible(!found->wayOut.empty());
    if (found->isFurther) {
        m_wayOut->setText(tr("Leave %1 out").arg(QString::fromStdString(found->batch)));
        m_wayOut->show();
    } else if (!found->wayOut.empty()) {
        m_wayOut->setText(tr("Use %1 as batch").arg(QString::fromStdString(found->wayOut)));
        tables = QStringLiteral(
                     "<table cellspacing='0' cellpadding='0'><tr><td>%1</td>"
                     "<td width='24'></td><td>%2%3</td></tr></table>")
                     .arg(tables, tableHtml(found->wayOut, found->wayOutTable),
                          tr("Each %1 has several conditions.").arg(html(found->wayOut)));
    } else {
        text +=
            tr(" No column here separates the two: compare within one condition, or read the "
               "result with that in mind.");
    }
    m_sentence->setText(text);
    m_tables->setText(tables);
}

}  // namespace counterpoint::start
