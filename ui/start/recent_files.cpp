#include "ui/start/recent_files.h"

#include "core/data/value_kind.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>

#include <algorithm>

namespace counterpoint::start {

namespace {

const QString& settingsKey() {
    static const QString key = QStringLiteral("open/recent");
    return key;
}

QJsonArray listOf(const std::vector<std::string>& texts) {
    QJsonArray list;
    for (const std::string& text : texts) list.append(QString::fromStdString(text));
    return list;
}

std::vector<std::string> textsOf(const QJsonValue& list) {
    std::vector<std::string> texts;
    for (const auto& text : list.toArray()) texts.push_back(text.toString().toStdString());
    return texts;
}

QJsonObject toJson(const RecentFile& file) {
    QJsonObject json{{QStringLiteral("paths"), QJsonArray::fromStringList(file.paths)},
                     {QStringLiteral("session"), file.isSession},
                     {QStringLiteral("what"), file.what},
                     {QStringLiteral("note"), file.note},
                     {QStringLiteral("opened"), file.opened.toString(Qt::ISODate)}};
    if (file.roles)
        json[QStringLiteral("roles")] = QJsonObject{
            {QStringLiteral("batch"), QString::fromStdString(file.roles->batch)},
            {QStringLiteral("label"), QString::fromStdString(file.roles->label)},
            {QStringLiteral("keepApart"), QString::fromStdString(file.roles->keepApart)},
            {QStringLiteral("moreBatches"), listOf(file.roles->moreBatches)},
            {QStringLiteral("reference"), listOf(file.roles->reference)},
            {QStringLiteral("covariates"), listOf(file.roles->covariates)}};
    if (file.values)
        json[QStringLiteral("values")] = QString::fromStdString(data::idOf(*file.values));
    return json;
}

RecentFile fromJson(const QJsonObject& json) {
    RecentFile file;
    for (const auto& path : json[QStringLiteral("paths")].toArray()) file.paths << path.toString();
    file.isSession = json[QStringLiteral("session")].toBool();
    file.what = json[QStringLiteral("what")].toString();
    file.note = json[QStringLiteral("note")].toString();
    file.opened = QDateTime::fromString(json[QStringLiteral("opened")].toString(), Qt::ISODate);
    file.values = data::valueKindOf(json[QStringLiteral("values")].toString().toStdString());
    if (json.contains(QStringLiteral("roles"))) {
        const QJsonObject roles = json[QStringLiteral("roles")].toObject();
        const auto text = [&](const char* key) {
            return roles[QLatin1String(key)].toString().toStdString();
        };
        file.roles = data::Roles{.batch = text("batch"),
                                 .label = text("label"),
                                 .keepApart = text("keepApart"),
                                 .moreBatches = textsOf(roles[QStringLiteral("moreBatches")]),
                                 .reference = textsOf(roles[QStringLiteral("reference")]),
                                 .covariates = textsOf(roles[QStringLiteral("covariates")])};
    }
    return file;
}

}  // namespace

QString RecentFile::name() const {
    QStringList names;
    for (const QString& path : paths) names << QFileInfo(path).fileName();
    return names.join(QStringLiteral(", "));
}

bool RecentFile::isThere() const {
    return std::ranges::all_of(paths, [](const QString& path) { return QFileInfo::exists(path); });
}

std::vector<RecentFile> RecentFiles::all() {
    std::vector<RecentFile> files;
    const auto text = QSettings().value(settingsKey()).toString().toUtf8();
    for (const auto& entry : QJsonDocument::fromJson(text).array())
        if (RecentFile file = fromJson(entry.toObject()); !file.paths.isEmpty())
            files.push_back(std::move(file));
    return files;
}

void RecentFiles::add(const RecentFile& file) {
    QJsonArray list{toJson(file)};
    for (const RecentFile& older : all())
        if (older.paths != file.paths && list.size() < most) list.append(toJson(older));
    QSettings().setValue(settingsKey(),
                         QString::fromUtf8(QJsonDocument(list).toJson(QJsonDocument::Compact)));
}

std::optional<RecentFile> RecentFiles::find(const QStringList& paths) {
    for (RecentFile& file : all())
        if (file.paths == paths) return std::move(file);
    return std::nullopt;
}

void RecentFiles::clear() {
    QSettings().remove(settingsKey());
}

}  // namespace counterpoint::start
