#pragma once

namespace counterpoint::embedding {

/// Chooses the OpenGL the views need: core profile 3.2 without multisampling, and one shared
/// context group so that floating a dock keeps its picture. Also sends VTK's messages to the log
/// category "counterpoint.vtk". Call it first in main(), before QApplication exists.
void setUpOpenGl();

}  // namespace counterpoint::embedding
