#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace counterpoint::embedding {

/// The VTK half of the view: a cloud of round points, in the plane or in
/// space and seen without perspective, drawn into somebody else's
/// OpenGL 3.2 context and framebuffer. Knows neither Qt nor cells. All calls, the destructor
/// included, need that context to be current.
///
/// A picture may be drawn piece by piece, with other things done in between: `begin`, `draw` until
/// it is whole, `present`. It does not depend on the pieces.
class PointRenderer {
  public:
    /// How VTK asks for the context it was made in. `makeCurrent` must not bind a framebuffer: VTK
    /// calls it while it puts its own together.
    struct Context {
        std::function<void()> makeCurrent;
        std::function<bool()> isCurrent;
    };

    /// What to draw where; lengths in device pixels.
    struct Frame {
        using Place = std::array<double, 3>;
        Place centre{};                   ///< the place in the middle of the picture
        Place towardsEye{0.0, 0.0, 1.0};  ///< directions of length 1
        Place up{0.0, 1.0, 0.0};
        /// Of cells in space, how far from `centre` the farthest may be: nearer ones then hide
        /// those behind, which are paler. 0: all lie in the plane and the later drawn is on top.
        double depth = 0.0;
        double unitsPerPixel = 1.0;
        int width = 1;
        int height = 1;
    };

    /// `piece`: how many points are filled in, uploaded and drawn at once at least.
    PointRenderer(Context context, std::size_t piece);
    ~PointRenderer();
    PointRenderer(const PointRenderer&) = delete;
    PointRenderer& operator=(const PointRenderer&) = delete;

    /// Has the driver translate its shaders now, which it would do while the first points are
    /// drawn. Nothing may be set yet.
    void warmUp();
    /// Points at `xyz` (x, y, z of each cell), cell `order[i]` being the i-th drawn; their places
    /// are finite.
    void setPositions(std::span<const float> xyz, std::span<const std::uint32_t> order);
    /// 0xAARRGGBB of each cell, for the same order as the positions.
    void setColours(std::span<const std::uint32_t> argb, std::span<const std::uint32_t> order);
    /// Diameter in device pixels, and an opacity that multiplies those of the colours.
    void setPoint(double diameter, double opacity);
    void setBackground(double red, double green, double blue);

    /// Begins a new picture of what is set now; nothing else may be set until it is whole.
    void begin(const Frame& frame);
    /// Draws the next pieces, together about as many points as asked for, at least one piece.
    /// Returns how many they were.
    std::size_t draw(std::size_t points);
    bool isWhole() const;
    /// Leaves the picture as far as it is drawn, fully opaque, in the colour buffer of
    /// `framebuffer`, which has the size of the frame.
    void present(unsigned framebuffer);

  private:
    struct Scene;
    struct Piece;
    struct Waiting;
    std::unique_ptr<Scene> m_scene;
};

}  // namespace counterpoint::embedding
