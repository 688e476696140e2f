#pragma once

#include <QString>

#include <cstddef>

namespace counterpoint::embedding {

/// Digits in threes with thin spaces between: 10 679.
inline QString grouped(std::size_t number) {
    QString digits = QString::number(number);
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3) digits.insert(at, QChar(0x2009));
    return digits;
}

/// Three digits with a true minus sign: 0.133, −0.2.
inline QString threeDigits(double value) {
    return QString::number(value, 'g', 3).replace(u'-', QChar(0x2212));
}

}  // namespace counterpoint::embedding
