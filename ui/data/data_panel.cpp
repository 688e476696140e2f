#include "ui/data/data_panel.h"

#include "core/data/design.h"
#include "ui/data/category_tree.h"
#include "ui/support/fonts.h"
#include "ui/support/labels.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace counterpoint::datapanel {

namespace {

constexpr int inset = 12;
constexpr std::size_t mostLevels = 500;
constexpr std::array<Role, 3> allRoles{Role::Batch, Role::Label, Role::KeepApart};
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

}  // namespace

DataPanel::DataPanel(QWidget* parent)
    : QWidget(parent), m_tree(new CategoryTree(this)), m_form(new QWidget(this)) {
    auto* grid = new QGridLayout(m_form);
    grid->setContentsMargins(inset, 8, inset, 8);
    grid->setHorizontalSpacing(inset);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    const std::array<QString, 3> titles{tr("Batch"), tr("Cell type"), tr("Must not mix")};
    for (const Role role : allRoles) {
        const auto row = static_cast<std::size_t>(role);
        QLabel* title =
            support::makeLabel(titles[row], support::Type::Body, support::Tone::Second, m_form);
        title->setMinimumWidth(support::scaled(68));
        m_combos[row] = new QComboBox(m_form);
        m_combos[row]->setAccessibleName(titles[row]);
        m_combos[row]->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        m_combos[row]->setMinimumContentsLength(6);
        title->setBuddy(m_combos[row]);
        grid->addWidget(title, int(row), 0);
        grid->addWidget(m_combos[row], int(row), 1);
        connect(m_combos[row], &QComboBox::activated, this, [this, role] { chooseColumn(role); });
    }
    m_combos[0]->setToolTip(tr("The column that says which batch a cell comes from."));
    m_combos[1]->setToolTip(tr("The column that says which cell type a cell is, if there is one."));
    m_combos[2]->setToolTip(
        tr("A condition that is biology, such as treatment or disease: the verdict says whether it "
           "stays apart within populations."));
    m_refusal = support::makeLabel({}, support::Type::Help, support::Tone::Error, m_form);
    m_refusal->setObjectName(QStringLiteral("refusal"));
    m_refusal->setWordWrap(true);
    grid->addWidget(m_refusal, int(allRoles.size()), 0, 1, 2);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(1);
    layout->addWidget(m_form);
    layout->addWidget(m_tree, 1);
    connectTree();
    connect(&support::themeNotifier(), &support::ThemeNotifier::changed, this,
            [this] { m_tree->recolor(sections()); });
    fillCombos();
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
    m_roles = m_dataset ? roles : data::Roles{};
    m_colors = {};
    fillCombos();
    fillTree();
}

void DataPanel::setRoles(const data::Roles& roles) {
    if (roles == m_roles) return;
    m_roles = roles;
    m_colors = {};
    fillCombos();
    fillTree();
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
    switch (role) {
        case Role::Batch:
            return m_roles.batch;
        case Role::Label:
            return m_roles.label;
        case Role::KeepApart:
            break;
    }
    return m_roles.keepApart;
}

QString DataPanel::refusal() const {
    return m_refusal->text();
}

void DataPanel::fillRefusal() {
    m_refusal->clear();
    m_refusal->hide();
    const data::Column* batch = m_dataset ? m_dataset->obs.find(m_roles.batch) : nullptr;
    const data::Column* condition = m_dataset ? m_dataset->obs.find(m_roles.keepApart) : nullptr;
    if (batch == nullptr || condition == nullptr) return;
    if (!data::isConfounded(
            data::crossTable(data::asCategories(*batch), data::asCategories(*condition))))
        return;
    QString text =
        tr("Each %1 holds one %2 only: no method can remove the one and keep the other.")
            .arg(QString::fromStdString(m_roles.batch), QString::fromStdString(m_roles.keepApart));
    const std::string other =
        data::unconfoundedBatch(m_dataset->obs, m_roles.batch, m_roles.keepApart);
    text +=
        other.empty()
            ? tr(" The verdict will not say “balanced”.")
            : tr(" With %1 as batch they could be told apart.").arg(QString::fromStdString(other));
    m_refusal->setText(text);
    m_refusal->show();
}

int DataPanel::sectionOf(Role role) const {
    const auto found = std::ranges::find(m_sectionRoles, role);
    return found == m_sectionRoles.end() ? -1 : int(found - m_sectionRoles.begin());
}

void DataPanel::fillCombos() {
    const QStringList candidates = m_dataset ? roleCandidates(m_dataset->obs) : QStringList();
    fillRefusal();
    for (const Role role : allRoles) {
        QComboBox* box = combo(role);
        const QSignalBlocker quiet(box);
        box->clear();
        box->addItem(tr("none"), QString());
        for (const QString& name : candidates) box->addItem(name, name);
        const QString chosen = QString::fromStdString(columnOf(role));
        if (box->findData(chosen) < 0) box->addItem(chosen, chosen);
        box->setCurrentIndex(box->findData(chosen));
        box->setEnabled(m_dataset != nullptr);
    }
}

void DataPanel::chooseColumn(Role role) {
    const std::string chosen = combo(role)->currentData().toString().toStdString();
    data::Roles roles = m_roles;
    const std::array<std::string*, 3> columns{&roles.batch, &roles.label, &roles.keepApart};
    // One column cannot play two parts: the other role lets go of it.
    for (std::string* column : columns)
        if (*column == chosen) column->clear();
    *columns[static_cast<std::size_t>(role)] = chosen;
    if (roles == m_roles) return;
    setRoles(roles);
    Q_EMIT rolesChanged(m_roles);
}

void DataPanel::fillTree() {
    m_sectionRoles.clear();
    for (const Role role : listedRoles)
        if (m_dataset && m_dataset->obs.find(columnOf(role))) m_sectionRoles.push_back(role);
    m_tree->setSections(sections());
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
        if (column.name == m_roles.batch || column.name == m_roles.label) continue;
        names << QString::fromStdString(column.name);
        rest.categories.push_back({.name = names.back(), .note = noteOn(column)});
    }
    rest.title = names.join(QStringLiteral(", "));
    if (!names.isEmpty()) sections.push_back(std::move(rest));
    return sections;
}

}  // namespace counterpoint::datapanel
