#include "ui/workbench/view_style.h"

#include "ui/support/fonts.h"
#include "ui/support/theme.h"

namespace counterpoint::workbench {

embedding::ViewStyle currentViewStyle() {
    using support::fontOf;
    using support::Type;
    const support::Theme& theme = support::Theme::current();
    return {
        .dark = theme.dark,
        .canvas = theme.canvas,
        .panel = theme.panel,
        .hover = theme.hover,
        .chosen = theme.accentSoft,
        .separator = theme.separator,
        .text = theme.text,
        .quiet = theme.quiet,
        .dimmed = theme.outside,
        .zero = theme.zero,
        .swatchRing = theme.swatchRing,
        .accent = theme.accent,
        .caution = theme.caution,
        .cautionSoft = theme.cautionSoft,
        .sentence = fontOf(Type::Body),
        .emphasis = fontOf(Type::Label),
        .label = fontOf(Type::Title),
        .axis = fontOf(Type::Help),
        .headline = fontOf(Type::Empty),
    };
}

}  // namespace counterpoint::workbench
