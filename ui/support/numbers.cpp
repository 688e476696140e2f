#include "ui/support/numbers.h"

#include <QRegularExpression>

#include <cmath>

namespace counterpoint::support {

namespace {

constexpr QChar minusSign(0x2212);
constexpr QChar thinSpace(0x2009);
constexpr QChar narrowSpace(0x202F);
constexpr QChar plusMinus(0x00B1);
constexpr QChar dash(0x2013);

/// Fixed decimals with a true minus; never "−0.00".
QString fixed(double value, int decimals) {
    if (!std::isfinite(value)) return dash;
    QString digits = QString::number(std::abs(value), 'f', decimals);
    const bool isZero = digits.toDouble() == 0.0;
    return value < 0.0 && !isZero ? minusSign + digits : digits;
}

}  // namespace

QString score(double value, int decimals) {
    return fixed(value, decimals);
}

QString change(double value, int decimals) {
    QString text = fixed(value, decimals);
    if (!std::isfinite(value) || text.startsWith(minusSign)) return text;
    return (text.toDouble() == 0.0 ? plusMinus : QChar(u'+')) + text;
}

QString count(qint64 value) {
    QString text = QString::number(std::abs(value));
    for (qsizetype at = text.size() - 3; at > 0; at -= 3) text.insert(at, thinSpace);
    return value < 0 ? minusSign + text : text;
}

QString percent(double share) {
    const QString text = fixed(100.0 * share, 0);
    return std::isfinite(share) ? text + narrowSpace + u'%' : text;
}

QString sentence(QString text) {
    static const QRegularExpression counts(
        QStringLiteral("(?<![\\w./-])[0-9]{4,15}(?= (?:cells?|genes?)\\b)"));
    for (qsizetype from = 0;;) {
        const QRegularExpressionMatch found = counts.match(text, from);
        if (!found.hasMatch()) break;
        // In running text a number must not part at the end of a line.
        const QString grouped =
            count(found.captured().toLongLong()).replace(thinSpace, narrowSpace);
        text.replace(found.capturedStart(), found.capturedLength(), grouped);
        from = found.capturedStart() + grouped.size();
    }
    static const QRegularExpression share(QStringLiteral("(?<=[0-9]) %"));
    text.replace(share, narrowSpace + QStringLiteral("%"));
    static const QRegularExpression correlation(QStringLiteral("\\br = (?=[-−]?[0-9])"));
    return text.replace(correlation, QStringLiteral("r\u00a0=\u00a0"));
}

QString number(double value, int decimals) {
    if (!std::isfinite(value)) return dash;
    for (int digits = decimals; digits < 6; ++digits) {
        const double rounded = QString::number(value, 'f', digits).toDouble();
        if (std::abs(rounded - value) <= 1e-9 * std::abs(value)) return fixed(value, digits);
    }
    return fixed(value, std::max(decimals, 6));
}

}  // namespace counterpoint::support
