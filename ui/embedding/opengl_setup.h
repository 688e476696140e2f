#pragma once

#include <QString>

namespace counterpoint::embedding {

/// Chooses the OpenGL the views need: core profile 3.2 without multisampling, and one shared
/// context group so that floating a dock keeps its picture. Also sends VTK's messages to the log
/// category "counterpoint.vtk". Call it first in main(), before QApplication exists.
void setUpOpenGl();

/// Why views cannot draw on this display and what to do about it, in one or two sentences; empty
/// when they can. Tried once, with a context of its own; needs QApplication.
const QString& openGlProblem();

}  // namespace counterpoint::embedding
