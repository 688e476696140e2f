#pragma once

#include <QByteArray>
#include <QImage>
#include <QString>

namespace counterpoint::figures {

/// A picture as a TIFF file (TIFF 6.0: RGB with an alpha channel where it has clear parts, LZW),
/// with its resolution and what it says about itself. Written here because Qt's own writer is a
/// plugin that few computers have.
QByteArray tiffOf(const QImage& picture, const QString& description, const QString& software);

/// The LZW of TIFF 6.0, section 13: codes of 9 to 12 bits, the first bit first.
QByteArray lzw(const QByteArray& bytes);

}  // namespace counterpoint::figures
