#include "ui/data/data_panel.h"

#include "ui/data/category_tree.h"
#include "ui/support/fonts.h"

#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace counterpoint::datapanel {

namespace {

constexpr std::size_t mostLevels = 500;
/// The roles whose categories are listed.
constexpr std::array<Role, 2> listedRoles{Role::Batch, Role::Label};

/// What a column that plays no part holds: "numbers", "12 levels", "names".
QString noteOn(const data::Column& column) {
    const std::size_t levels = levelsUpTo(column, mostLevels);
    const bool isNumeric = std::holds_alternative<std::vector<double>>(column.values);
    if (isNumeric && (levels == 0 || levels > mostLevels)) return DataPanel::tr("numbers");
    if (levels > mostLevels) return DataPanel::tr("names");
    return DataPanel::tr("%1 levels").arg(levels);
}

/// The part a column without categories of its own plays: "batch too"; empty without one.
QString partOf(const std::string& column, const data::Roles& roles) {
    if (column == roles.keepApart) return DataPanel::tr("must not mix");
    if (std::ranges::find(roles.moreBatches, column) != roles.moreBatches.end())
        return DataPanel::tr("batch too");
    if (std::ranges::find(roles.covariates, column) != roles.covariates.end())
        return DataPanel::tr("covariate");
    return {};
}

}  // namespace

DataPanel::DataPanel(QWidget* parent)
    : QWidget(parent), m_tree(new CategoryTree(this)), m_form(new RolesForm(this)) {
    connect(m_form, &RolesForm::rolesChanged, this, [this](const data::Roles& roles) {
        showColumns();
        Q_EMIT rolesChanged(roles);
    });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(1);
    layout->addWidget(m_form);
    layout->addWidget(m_tree, 1);
    connectTree();
    connect(&support::themeNotifier(), &support::ThemeNotifier::changed, this,
            [this] { m_tree->recolor(sections()); });
}

void DataPanel::connectTree() {
    m_tree->setAccessibleName(tr("Categories"));
    connect(m_tree, &CategoryTree::visibilityChanged, this,
            [this](int section, const std::vector<int>& codes) {
                Q_EMIT visibilityChanged(roleOf(section), codes);
            });
    connect(m_tree, &CategoryTree::isolated, this,
            [this](int section, int code) { Q_EMIT isolated(roleOf(section), code); });
    connect(m_tree, &CategoryTree::swatchClicked, this,
            [this](int section, int code) { Q_EMIT colorRequested(roleOf(section), code); });
    connect(m_tree, &CategoryTree::pointed, this,
            [this](int section, int code) { Q_EMIT categoryPointed(roleOf(section), code); });
}

void DataPanel::setDataset(std::shared_ptr<const data::Dataset> dataset, const data::Roles& roles) {
    m_dataset = std::move(dataset);
    m_listed.clear();  // nothing of another file is hidden
    m_form->setObs({m_dataset, m_dataset ? &m_dataset->obs : nullptr}, roles);
    showColumns();
}

void DataPanel::setRoles(const data::Roles& roles) {
    if (roles == m_form->roles()) return;
    m_form->setRoles(roles);
    showColumns();
}

void DataPanel::setColors(Role role, const std::vector<QColor>& colors) {
    m_colors[static_cast<std::size_t>(role)] = colors;
    m_tree->recolor(sections());
}

std::vector<QColor> DataPanel::colors(Role role) const {
    const auto& own = m_colors[static_cast<std::size_t>(role)];
    if (!own.empty() || !m_dataset) return own;
    return columnColors(*m_dataset, columnOf(role), support::Theme::current());
}

std::vector<int> DataPanel::hidden(Role role) const {
    return m_tree->hidden(sectionOf(role));
}

void DataPanel::setHiddenCodes(Role role, const std::vector<int>& codes) {
    m_tree->setHiddenCodes(sectionOf(role), codes);
}

void DataPanel::isolate(const std::string& column, const std::string& level) {
    for (const Role role : m_sectionRoles) {
        if (columnOf(role) != column) continue;
        const auto levels = data::asCategories(*m_dataset->obs.find(column)).levels;
        const auto found = std::ranges::find(levels, level);
        const bool known = found != levels.end();
        m_tree->isolate(sectionOf(role),
                        known ? int(found - levels.begin()) : Category::missingCode);
    }
}

QSize DataPanel::sizeHint() const {
    return {support::scaled(272), support::scaled(470)};
}
QSize DataPanel::minimumSizeHint() const {
    return {support::scaled(248), support::scaled(160)};
}

void DataPanel::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), support::Theme::current().panel);
    painter.fillRect(QRect(0, m_form->geometry().bottom() + 1, width(), 1),
                     support::Theme::current().separator);
}

const std::string& DataPanel::columnOf(Role role) const {
    return role == Role::Batch ? roles().batch : roles().label;
}

int DataPanel::sectionOf(Role role) const {
    const auto found = std::ranges::find(m_sectionRoles, role);
    return found == m_sectionRoles.end() ? -1 : int(found - m_sectionRoles.begin());
}

/// What is hidden of a column that stays listed stays hidden.
void DataPanel::showColumns() {
    std::map<std::string, std::vector<int>> hiddenOf;
    for (std::size_t section = 0; section < m_listed.size(); ++section)
        hiddenOf[m_listed[section]] = m_tree->hidden(int(section));
    m_colors = {};
    m_sectionRoles.clear();
    m_listed.clear();
    for (const Role role : listedRoles) {
        if (!m_dataset || !m_dataset->obs.find(columnOf(role))) continue;
        m_sectionRoles.push_back(role);
        m_listed.push_back(columnOf(role));
    }
    m_tree->setSections(sections());
    for (std::size_t section = 0; section < m_listed.size(); ++section)
        m_tree->setHiddenCodes(int(section), hiddenOf[m_listed[section]]);
}

std::vector<Section> DataPanel::sections() const {
    std::vector<Section> sections;
    if (!m_dataset) return sections;
    std::array<data::Categories, 2> categories;
    for (const Role role : m_sectionRoles)
        categories[static_cast<std::size_t>(role)] =
            data::asCategories(*m_dataset->obs.find(columnOf(role)));
    for (const Role role : m_sectionRoles) {
        const Role other = role == Role::Batch ? Role::Label : Role::Batch;
        const data::Categories* others =
            sectionOf(other) < 0 ? nullptr : &categories[static_cast<std::size_t>(other)];
        sections.push_back(
            {.title = QString::fromStdString(columnOf(role)),
             .categories = categoriesOf(categories[static_cast<std::size_t>(role)], colors(role),
                                        others, colors(other), support::Theme::current())});
    }

    Section rest{.title = {}, .categories = {}, .isCheckable = false, .isOpen = false};
    QStringList names;
    for (const data::Column& column : m_dataset->obs.columns) {
        if (column.name == roles().batch || column.name == roles().label) continue;
        names << QString::fromStdString(column.name);
        rest.categories.push_back({.name = names.back(), .note = partOf(column.name, roles())});
        if (rest.categories.back().note.isEmpty()) rest.categories.back().note = noteOn(column);
    }
    rest.title = names.join(QStringLiteral(", "));
    if (!names.isEmpty()) sections.push_back(std::move(rest));
    return sections;
}

}  // namespace counterpoint::datapanel
