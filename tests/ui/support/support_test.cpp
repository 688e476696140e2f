#include "ui/support/buttons.h"
#include "ui/support/dock_frame.h"
#include "ui/support/empty_state.h"
#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/support/numbers.h"
#include "ui/support/palette.h"
#include "ui/support/theme.h"

#include <QAction>
#include <QApplication>
#include <QDirIterator>
#include <QDragEnterEvent>
#include <QFile>
#include <QFontInfo>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QUrl>

#include <limits>

using namespace counterpoint::support;

namespace {

const std::vector<const Theme*> bothThemes{&Theme::day(), &Theme::night()};

struct Named {
    const char* name;
    ThemeColor color;
};

/// What is written, and what it is written on: every one on every other.
const std::vector<Named> inks{
    {"text", &Theme::text},     {"second", &Theme::second},   {"quiet", &Theme::quiet},
    {"accent", &Theme::accent}, {"under", &Theme::under},     {"balanced", &Theme::balanced},
    {"over", &Theme::over},     {"caution", &Theme::caution}, {"error", &Theme::error}};
const std::vector<Named> grounds{{"window", &Theme::window}, {"panel", &Theme::panel},
                                 {"header", &Theme::header}, {"hover", &Theme::hover},
                                 {"canvas", &Theme::canvas}, {"current row", &Theme::accentSoft}};

struct TextPair {
    const char* name;
    ThemeColor text;
    ThemeColor background;
};

/// Grounds for one kind of text only.
const std::vector<TextPair> ownGrounds{
    {"second on track (stale tag)", &Theme::second, &Theme::track},
    {"text on track", &Theme::text, &Theme::track},
    {"on accent", &Theme::onAccent, &Theme::accent},
    {"on pressed accent", &Theme::onAccent, &Theme::accentPressed},
    {"under on its soft", &Theme::under, &Theme::underSoft},
    {"balanced on its soft", &Theme::balanced, &Theme::balancedSoft},
    {"over on its soft", &Theme::over, &Theme::overSoft},
    {"caution on its soft", &Theme::caution, &Theme::cautionSoft},
    {"error on its soft", &Theme::error, &Theme::errorSoft},
};

}  // namespace

class SupportTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void cleanup() { applyTheme(*qApp, ThemeChoice::Light); }

    void contrastFollowsTheDefinition() {
        // WCAG 2.1: black on white is 21; #777777 on white is 4.48 (the well-known near miss).
        QCOMPARE(qRound(contrast(Qt::black, Qt::white)), 21);
        QVERIFY(std::abs(contrast(QColor(0x777777), Qt::white) - 4.48) < 0.005);
        QCOMPARE(contrast(Qt::red, Qt::blue), contrast(Qt::blue, Qt::red));
    }

    void everyTextCanBeReadOnEveryGround() {
        std::vector<TextPair> pairs = ownGrounds;
        for (const Named& ink : inks)
            for (const Named& ground : grounds)
                pairs.push_back({ink.name, ink.color, ground.color});
        for (const Theme* theme : bothThemes)
            for (const TextPair& pair : pairs) {
                const QColor& ground = theme->*pair.background;
                const double ratio = contrast(theme->*pair.text, ground);
                QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("%1 on %2, dark %3: %4")
                                                      .arg(QLatin1String(pair.name), ground.name())
                                                      .arg(theme->dark)
                                                      .arg(ratio)));
            }
    }

    void everyRuleOfTheStyleSheetCanBeRead() {
        static const QRegularExpression rule(QStringLiteral("([^{}]+)\\{([^}]*)\\}"));
        static const QRegularExpression ground(
            QStringLiteral("(?:^|[;\\s])background: (#[0-9a-fA-F]{6})"));
        static const QRegularExpression ink(QStringLiteral("(?:^|[;\\s])color: (#[0-9a-fA-F]{6})"));
        for (const Theme* theme : bothThemes) {
            int rules = 0;
            for (auto match = rule.globalMatch(styleSheetOf(*theme)); match.hasNext();) {
                const QRegularExpressionMatch found = match.next();
                const auto under = ground.match(found.captured(2));
                const auto over = ink.match(found.captured(2));
                // What is switched off may be pale.
                if (!under.hasMatch() || !over.hasMatch() ||
                    found.captured(1).contains(QStringLiteral(":disabled")))
                    continue;
                ++rules;
                QVERIFY2(contrast(QColor(under.captured(1)), QColor(over.captured(1))) >= 4.5,
                         qPrintable(found.captured(1).trimmed()));
            }
            QVERIFY(rules > 8);
        }
    }

    void boxesAndFocusCanBeSeen() {
        for (const Theme* theme : bothThemes) {
            QVERIFY(contrast(theme->control, theme->panel) >= 3.0);
            QVERIFY(contrast(theme->accent, theme->panel) >= 3.0);
            QVERIFY(contrast(theme->accent, theme->header) >= 3.0);
        }
    }

    void styleSheetNamesOnlyKnownColours() {
        for (const Theme* theme : bothThemes) {
            const QString sheet = styleSheetOf(*theme);
            QVERIFY(!sheet.isEmpty());
            QVERIFY(!sheet.contains(u'@'));
            QVERIFY(!sheet.contains(QRegularExpression(QStringLiteral("\\dsp\\b"))));
            QVERIFY(!sheet.contains(QRegularExpression(QStringLiteral(":\\s*;"))));
            QVERIFY(sheet.contains(theme->accent.name()));
        }
    }

    void glyphsOfTheStyleSheetUseThemeColours() {
        const QRegularExpression color(QStringLiteral("stroke=\"(#[0-9A-Fa-f]{6})\""));
        QDirIterator files(QStringLiteral(":/counterpoint/icons/controls"));
        int seen = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString svg = QString::fromUtf8(file.readAll());
            const Theme& theme =
                file.fileName().contains(QLatin1String("dark")) ? Theme::night() : Theme::day();
            const QColor drawn(color.match(svg).captured(1));
            const std::vector<QColor> allowed{theme.text, theme.second, theme.control,
                                              theme.onAccent};
            QVERIFY2(std::ranges::find(allowed, drawn) != allowed.end(),
                     qPrintable(file.fileName()));
            ++seen;
        }
        QCOMPARE(seen, 16);
    }

    void themeChangesAreAnnounced() {
        QSignalSpy changed(&themeNotifier(), &ThemeNotifier::changed);
        applyTheme(*qApp, ThemeChoice::Dark);
        QVERIFY(Theme::current().dark);
        QCOMPARE(QApplication::palette().color(QPalette::WindowText), Theme::night().text);
        applyTheme(*qApp, ThemeChoice::Light);
        QVERIFY(!Theme::current().dark);
        QCOMPARE(changed.count(), 2);
        QCOMPARE(themeChoice(), ThemeChoice::Light);
        // The desktop's own palette counts, not the one we set: offscreen it is light.
        applyTheme(*qApp, ThemeChoice::Dark);
        applyTheme(*qApp, ThemeChoice::System);
        QVERIFY(!Theme::current().dark);
        applyTheme(*qApp, ThemeChoice::Light);
        QCOMPARE(themeChoiceFrom(QStringLiteral("dark")), ThemeChoice::Dark);
        QCOMPARE(themeChoiceFrom(QStringLiteral("?")), ThemeChoice::System);
    }

    void typeGrowsWithTheFontSetting() {
        QCOMPARE(fontOf(Type::Value).pixelSize(), 15);
        QCOMPARE(fontOf(Type::Value).weight(), QFont::Bold);
        applyTheme(*qApp, ThemeChoice::Light, 1.5);
        QCOMPARE(fontOf(Type::Body).pixelSize(), 18);
        QCOMPARE(lineHeight(Type::Name), 48);
        QCOMPARE(scaled(22), 33);
    }

    void figuresHaveEqualWidths() {
        const QFontMetricsF metrics(fontOf(Type::Body));
        if (QFontInfo(fontOf(Type::Body)).family() != QLatin1String("Roboto"))
            QSKIP("Roboto is not installed (package fonts-roboto-unhinted)");
        for (char digit = '1'; digit <= '9'; ++digit)
            QCOMPARE(metrics.horizontalAdvance(QLatin1Char(digit)),
                     metrics.horizontalAdvance(QLatin1Char('0')));
    }

    void everyIconDrawsSomethingInTheThemesColour() {
        for (int i = 0; i <= static_cast<int>(Icon::Pin); ++i) {
            const auto name = static_cast<Icon>(i);
            const QImage image = icon(name, &Theme::error)
                                     .pixmap(QSize(16, 16), 1.0)
                                     .toImage()
                                     .convertToFormat(QImage::Format_ARGB32);
            int drawn = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    drawn += image.pixelColor(x, y).alpha() > 64;
            QVERIFY2(drawn > 8, qPrintable(QString::number(i)));
            QVERIFY(drawn < 160);
        }
        const QIcon run = icon(Icon::Run);
        const auto middle = [&] {
            return run.pixmap(QSize(32, 32), 1.0).toImage().pixelColor(14, 16);
        };
        QCOMPARE(middle().rgb(), Theme::day().text.rgb());
        applyTheme(*qApp, ThemeChoice::Dark);
        QCOMPARE(middle().rgb(), Theme::night().text.rgb());
        QVERIFY(!applicationIcon().pixmap(64, 64).isNull());
    }

    void numbersAreWrittenTheHousesWay() {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(score(0.344), QStringLiteral("0.34"));
        QCOMPARE(score(-0.021), QStringLiteral("\u22120.02"));
        QCOMPARE(score(-0.001), QStringLiteral("0.00"));
        QCOMPARE(score(0.5, 3), QStringLiteral("0.500"));
        QCOMPARE(score(nan), QStringLiteral("\u2013"));
        QCOMPARE(change(0.3), QStringLiteral("+0.30"));
        QCOMPARE(change(-0.021), QStringLiteral("\u22120.02"));
        QCOMPARE(change(-0.004), QStringLiteral("\u00b10.00"));
        QCOMPARE(change(nan), QStringLiteral("\u2013"));
        QCOMPARE(count(996), QStringLiteral("996"));
        QCOMPARE(count(10679), QStringLiteral("10\u2009679"));
        QCOMPARE(count(1234567), QStringLiteral("1\u2009234\u2009567"));
        QCOMPARE(count(-1234), QStringLiteral("\u22121\u2009234"));
        QCOMPARE(percent(0.844), QStringLiteral("84\u202f%"));
        QCOMPARE(number(4.0, 1), QStringLiteral("4.0"));
        QCOMPARE(number(0.15, 1), QStringLiteral("0.15"));
        QCOMPARE(number(100.0), QStringLiteral("100"));
        QCOMPARE(number(0.1 + 0.2, 1), QStringLiteral("0.3"));
    }

    void sentencesOfCoreHaveTheNumbersOfTheWindow() {
        QCOMPARE(
            sentence(QStringLiteral("In B 98 % are missing; 11760 cells. 996 cells, 1 cell.")),
            QStringLiteral("In B 98\u202f% are missing; 11\u202f760 cells. 996 cells, 1 cell."));
        QCOMPARE(sentence(QStringLiteral("2000 genes of 1234567 cells")),
                 QStringLiteral("2\u202f000 genes of 1\u202f234\u202f567 cells"));
        QCOMPARE(sentence(QStringLiteral("They agree only in part (r = 0.84).")),
                 QStringLiteral("They agree only in part (r\u00a0=\u00a00.84)."));
        for (const char* name : {"donor 2021 is small", "/data/5000 cells/a.h5ad", "CD1234 cells",
                                 "a-1234 cells", "0.1234 cells"})
            QCOMPARE(sentence(QString::fromLatin1(name)), QString::fromLatin1(name));
    }

    void categoryColoursAreThoseOfTheFiguresButReadableInTheDark() {
        const std::vector<std::string> colors{"#56B4E9", "#000000", "#9A9A9A"};
        QCOMPARE(themed(colors, Theme::day()),
                 (std::vector<QColor>{QColor(0x56B4E9), QColor(Qt::black), Theme::day().missing}));
        QCOMPARE(themed(colors, Theme::night()),
                 (std::vector<QColor>{QColor(0x56B4E9), QColor(0xF2F2F2), Theme::night().missing}));
    }

    void fieldsAreEmptiedByAnIconOfTheTheme() {
        applyTheme(*qApp, ThemeChoice::Dark);
        QLineEdit field;
        addClearButton(field);
        const auto actions = field.findChildren<QAction*>();
        QCOMPARE(actions.size(), 1);
        const QImage drawn = actions.front()->icon().pixmap(16, 16).toImage();
        int ink = 0;
        for (int y = 0; y < drawn.height(); ++y)
            for (int x = 0; x < drawn.width(); ++x)
                if (drawn.pixelColor(x, y).alpha() > 200) {
                    QCOMPARE(drawn.pixelColor(x, y).lightness() > 120, true);
                    ++ink;
                }
        QVERIFY(ink > 8);
        applyTheme(*qApp, ThemeChoice::Light);
    }

    void continuousMapsFollowTheirTables() {
        const auto near = [](const QColor& a, double r, double g, double b) {
            return std::abs(a.red() - 255 * r) <= 2 && std::abs(a.green() - 255 * g) <= 2 &&
                   std::abs(a.blue() - 255 * b) <= 2;
        };
        // Rows 0, 64, 128, 200 and 255 of viridis' published table of 256.
        QVERIFY(near(viridis(0.0), 0.267004, 0.004874, 0.329415));
        QVERIFY(near(viridis(64.0 / 255.0), 0.229739, 0.322361, 0.545706));
        QVERIFY(near(viridis(128.0 / 255.0), 0.127568, 0.566949, 0.550556));
        QVERIFY(near(viridis(255.0 / 255.0), 0.993248, 0.906157, 0.143936));
        QCOMPARE(viridis(-3.0), viridis(0.0));
        QCOMPARE(viridis(7.0), viridis(1.0));
        QCOMPARE(viridis(std::numeric_limits<double>::quiet_NaN()), viridis(0.0));
        QCOMPARE(prGn(0.5), QColor(0xF7F7F7));
        QCOMPARE(ylGnBu(1.0), QColor(0x081D58));
        QCOMPARE(figureOn(prGn(0.0)), QColor(Qt::white));
        QCOMPARE(figureOn(prGn(0.5)), QColor(Qt::black));
    }

    void hintsInEmptyBoxesCanBeRead() {
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            applyTheme(*qApp, choice);
            QLineEdit edit;
            edit.setPlaceholderText(QStringLiteral("Search"));
            edit.ensurePolished();
            const QPalette palette = edit.palette();
            QCOMPARE(palette.color(QPalette::PlaceholderText), Theme::current().quiet);
            QCOMPARE(palette.color(QPalette::Text), Theme::current().text);
        }
    }

    void emptyStateTakesFilesOnly() {
        EmptyState empty(Icon::Open, QStringLiteral("Drop a file here"), QStringLiteral(".h5ad"));
        empty.resize(480, 340);
        QSignalSpy dropped(&empty, &EmptyState::filesDropped);
        const auto drop = [&empty](const QList<QUrl>& urls) {
            QMimeData mime;
            mime.setUrls(urls);
            QDragEnterEvent enter(QPoint(9, 9), Qt::CopyAction, &mime, Qt::LeftButton, {});
            QApplication::sendEvent(&empty, &enter);
            if (!enter.isAccepted()) return false;
            QDropEvent event(QPointF(9, 9), Qt::CopyAction, &mime, Qt::LeftButton, {});
            QApplication::sendEvent(&empty, &event);
            return true;
        };
        QVERIFY(!drop({QUrl(QStringLiteral("https://example.org/x.h5ad"))}));
        QVERIFY(drop({QUrl::fromLocalFile(QStringLiteral("/data/a.h5ad")),
                      QUrl::fromLocalFile(QStringLiteral("/data/b.h5ad"))}));
        QCOMPARE(dropped.count(), 1);
        QCOMPARE(dropped[0][0].toStringList(),
                 QStringList({QStringLiteral("/data/a.h5ad"), QStringLiteral("/data/b.h5ad")}));
        QPushButton* button = empty.addButton(QStringLiteral("Open file"), ButtonKind::Primary);
        button->ensurePolished();
        QVERIFY(button->sizeHint().height() >= 32);
    }

    void dockHeadAsksToFloatAndClose() {
        DockHead head(QStringLiteral("Data"));
        head.resize(272, 28);
        QCOMPARE(head.sizeHint().height(), 28);
        QSignalSpy floats(&head, &DockHead::floatRequested);
        QSignalSpy closes(&head, &DockHead::closeRequested);
        const auto buttons = head.findChildren<QToolButton*>();
        QCOMPARE(buttons.size(), 2);
        for (QToolButton* button : buttons) {
            QVERIFY(!button->accessibleName().isEmpty());
            button->click();
        }
        QCOMPARE(floats.count(), 1);
        QCOMPARE(closes.count(), 1);
    }

    void focusRingStandsAroundTheFocusedButton() {
        QWidget window;
        window.resize(300, 100);
        QPushButton* button = makeButton(QStringLiteral("Cancel"), ButtonKind::Plain, &window);
        button->setGeometry(50, 30, 90, 28);
        QPushButton* other = makeButton(QStringLiteral("Other"), ButtonKind::Plain, &window);
        other->setGeometry(160, 30, 90, 28);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const QRect ring = button->geometry().adjusted(-3, -3, 3, 3);
        const auto isThere = [&] {
            for (const QObject* child : window.children())
                if (const auto* widget = qobject_cast<const QWidget*>(child);
                    widget && widget->isVisible() && widget->geometry() == ring)
                    return true;
            return false;
        };
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(button->hasFocus());
        QVERIFY(!isThere());
        other->setFocus();
        QTest::keyClick(other, Qt::Key_Backtab, Qt::ShiftModifier);
        QVERIFY(button->hasFocus());
        QVERIFY(isThere());
        QTest::keyClick(button, Qt::Key_Tab);
        QVERIFY(!isThere());
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    applyTheme(application, ThemeChoice::Dark);
    applyTheme(application, ThemeChoice::Light);
    SupportTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "support_test.moc"
