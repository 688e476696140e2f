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

}  // namespace counterpoint::embedding
