#include "ui/diagnosis/verdict_panel.h"

#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/labels.h"
#include "ui/support/numbers.h"
#include "ui/support/theme.h"

#include <QLabel>
#include <QTextDocument>
#include <QTextDocumentFragment>
#include <QVBoxLayout>

#include <algorithm>

namespace counterpoint::diagnosis {

using support::Theme;

namespace {

constexpr int lines = 3;
const QLatin1String moreLink("more");
const QLatin1String retryLink("retry");

/// A word to click.
QString linkTo(const QString& target, const QString& text, const QColor& color) {
    return QStringLiteral("<a href=\"%1\" style=\"color:%2\">%3</a>")
        .arg(target, color.name(), text.toHtmlEscaped());
}

QColor colorOf(VerdictWord word) {
    const Theme& theme = Theme::current();
    switch (word) {
        case VerdictWord::Under:
            return theme.under;
        case VerdictWord::Balanced:
            return theme.balanced;
        case VerdictWord::Over:
        case VerdictWord::Mixed:
            return theme.over;
        case VerdictWord::None:
        case VerdictWord::CannotTell:
            break;
    }
    return theme.text;
}

QString leadOf(const Claim& claim) {
    return claim.lead.isEmpty() ? QString() : claim.lead + QStringLiteral(": ");
}

/// Where `phrase` stands in `text` by itself, not as a part of a word; −1: nowhere.
qsizetype placeOf(const QString& phrase, const QString& text) {
    if (phrase.isEmpty()) return -1;
    const auto isPart = [&](qsizetype at) {
        return at >= 0 && at < text.size() && text[at].isLetterOrNumber();
    };
    auto at = text.indexOf(phrase);
    while (at >= 0 && (isPart(at - 1) || isPart(at + phrase.size())))
        at = text.indexOf(phrase, at + 1);
    return at;
}

/// The first `length` characters of the claim, with its phrase as a link.
QString withLink(const Claim& claim, qsizetype length, const QColor& color) {
    const QString text = claim.text.left(length);
    const auto at = placeOf(claim.phrase, text);
    const QString ending = length < claim.text.size() ? QStringLiteral("…") : QString();
    if (at < 0) return text.toHtmlEscaped() + ending;
    return text.left(at).toHtmlEscaped() + linkTo(QString::number(claim.id), claim.phrase, color) +
           text.mid(at + claim.phrase.size()).toHtmlEscaped() + ending;
}

}  // namespace

VerdictPanel::VerdictPanel(QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_gauge = new VerdictGauge(this);
    column->addWidget(m_gauge);
    m_text = support::makeLabel({}, support::Type::Body, support::Tone::Text, this);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::RichText);
    m_text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_text->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_text->setAccessibleName(tr("Evidence"));
    connect(m_text, &QLabel::linkActivated, this, [this](const QString& link) {
        if (link == moreLink)
            Q_EMIT moreRequested();
        else if (link == retryLink)
            Q_EMIT retryRequested();
        else
            Q_EMIT cellsRequested(link.toInt());
    });
    column->addWidget(m_text);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    support::followTheme(*this, [this] {
        m_text->setFixedHeight(lines * support::lineHeight(support::Type::Body) + 2);
        write();
    });
}

void VerdictPanel::setVerdict(const GaugeState& gauge, const VerdictText& text) {
    m_gauge->setState(gauge);
    m_verdict = text;
    m_failure.clear();
    write();
}

void VerdictPanel::markStale() {
    GaugeState state = m_gauge->state();
    if (state.word != VerdictWord::None) state.stale = true;
    m_gauge->setState(state);
    m_failure.clear();
    write();
}

void VerdictPanel::setFailure(const QString& sentence) {
    markStale();
    m_failure = sentence;
    write();
}

void VerdictPanel::clear() {
    setVerdict({}, {});
}

QString VerdictPanel::plainText() const {
    return QTextDocumentFragment::fromHtml(m_text->text()).toPlainText();
}

void VerdictPanel::write() {
    const GaugeState& state = m_gauge->state();
    const Theme& theme = Theme::current();
    if (!m_failure.isEmpty()) {
        m_text->setText(QStringLiteral("<b style=\"color:%1\">%2</b> %3 %4")
                            .arg(theme.error.name(), tr("Failed."),
                                 support::sentence(m_failure).toHtmlEscaped(),
                                 linkTo(retryLink, tr("Try again"), theme.accent)));
        m_text->setToolTip(m_failure);
        m_text->setAccessibleDescription(m_failure);
        return;
    }
    if (state.word == VerdictWord::None && m_verdict.claims.empty()) {
        m_text->setText(QStringLiteral("<span style=\"color:%1\">%2</span>")
                            .arg(theme.quiet.name(),
                                 tr("The verdict appears here once neighbours are known.")));
        m_text->setToolTip({});
        return;
    }
    QString whole = textOf(state.word);
    if (!whole.isEmpty()) whole += QStringLiteral(".");
    const qsizetype longest = longestCut();
    for (const Claim& claim : m_verdict.claims) {
        whole += QStringLiteral("\n") + leadOf(claim) + claim.text;
    }
    // As much as three lines hold, cut between words.
    QTextDocument page;
    page.setDefaultFont(m_text->font());
    page.setDocumentMargin(0);
    page.setTextWidth(m_text->width());
    const auto fits = [&](qsizetype length) {
        page.setHtml(htmlOf(length));
        return page.size().height() <= m_text->height();
    };
    qsizetype length = longest;
    if (!fits(longest)) {
        qsizetype tooLong = longest;
        length = 0;
        while (tooLong - length > 1) {
            const qsizetype middle = (length + tooLong) / 2;
            (fits(middle) ? length : tooLong) = middle;
        }
    }
    m_text->setText(htmlOf(length));
    m_text->setToolTip(whole);
    m_text->setAccessibleDescription(whole);
}

/// Of several runs each says its part; the sentences of one go on as far as there is room.
bool VerdictPanel::cutsEach() const {
    return std::ranges::any_of(m_verdict.claims,
                               [](const Claim& claim) { return !claim.lead.isEmpty(); });
}

/// The least length at which nothing is cut.
qsizetype VerdictPanel::longestCut() const {
    qsizetype longest = 0;
    for (const Claim& claim : m_verdict.claims)
        longest = cutsEach() ? std::max(longest, claim.text.size()) : longest + claim.text.size();
    return longest;
}

/// The word and the claims: `length` characters of them, or of each where each is cut.
QString VerdictPanel::htmlOf(qsizetype length) const {
    const GaugeState& state = m_gauge->state();
    const Theme& theme = Theme::current();
    QString word = textOf(state.word);
    if (!m_verdict.severity.isEmpty()) word += QStringLiteral(", ") + m_verdict.severity;
    QString html;
    if (!word.isEmpty())
        html = QStringLiteral("<b style=\"color:%1\">%2.</b>")
                   .arg((state.stale ? theme.quiet : colorOf(state.word)).name(),
                        word.toHtmlEscaped());
    const QColor link = state.stale ? theme.quiet : theme.accent;
    const bool isCut = length < longestCut();
    for (const Claim& claim : m_verdict.claims) {
        if (length <= 0) break;
        if (!html.isEmpty()) html += QStringLiteral(" ");
        if (!claim.lead.isEmpty())
            html += QStringLiteral("<b>%1</b>").arg(leadOf(claim).toHtmlEscaped());
        html += withLink(claim, length, link);
        if (!cutsEach()) length -= claim.text.size();
    }
    if (isCut) html += QStringLiteral(" ") + linkTo(moreLink, tr("more"), link);
    // As written, or rich text would make ordinary spaces of narrow ones, where lines may end.
    return QStringLiteral("<span style=\"color:%1; white-space:pre-wrap\">%2</span>")
        .arg((state.stale ? theme.quiet : theme.text).name(), html);
}

void VerdictPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    layout()->activate();
    write();
}

}  // namespace counterpoint::diagnosis
