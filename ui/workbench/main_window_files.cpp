// What the main window opens and keeps: start page, wizard, recent files, sessions and recovery.

#include "ui/session/session.h"
#include "ui/start/inspector.h"
#include "ui/start/open_wizard.h"
#include "ui/start/recent_files.h"
#include "ui/start/recovery_bar.h"
#include "ui/start/start_page.h"
#include "ui/support/numbers.h"
#include "ui/workbench/main_window.h"
#include "ui/workbench/message_bar.h"
#include "ui/workbench/session_keeper.h"
#include "ui/workbench/sweep_page.h"
#include "ui/workbench/view_area.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>

namespace counterpoint::workbench {

namespace {

QString sessionSuffix() {
    return QStringLiteral(".") + QLatin1String(session::fileSuffix);
}

bool isSession(const QStringList& paths) {
    return paths.size() == 1 && paths.front().endsWith(sessionSuffix());
}

QStringList localFiles(const QMimeData& dropped) {
    QStringList paths;
    for (const QUrl& url : dropped.urls())
        if (url.isLocalFile()) paths.push_back(url.toLocalFile());
    return paths;
}

QString detailOf(const base::Error& error) {
    return QString::fromStdString(error.detail());
}

}  // namespace

void MainWindow::makeStart() {
    m_start = new start::StartPage(this);
    m_recovery = new start::RecoveryBar(this);
    m_inspector = new start::Inspector(this);
    connect(m_start, &start::StartPage::openRequested, this, &MainWindow::askForFile);
    connect(m_start, &start::StartPage::filesDropped, this, &MainWindow::askAndOpen);
    connect(m_start, &start::StartPage::recentRequested, this,
            [this](const start::RecentFile& file) { openFiles(file.paths); });
    connect(m_start, &start::StartPage::demoRequested, this,
            [this](bool tooMuch) { m_workbench->openDemo(tooMuch); });
    connect(m_start, &start::StartPage::tourRequested, this, &MainWindow::startTour);
    connect(m_recovery, &start::RecoveryBar::recoverRequested, this, &MainWindow::recover);
    connect(m_recovery, &start::RecoveryBar::discardRequested, this, [this] {
        for (const auto& left : SessionKeeper::leftBehind()) session::Autosave::remove(left);
        m_recovery->hide();
    });
    connect(m_inspector, &start::Inspector::found, this, &MainWindow::showWizard);
    connect(m_inspector, &start::Inspector::failed, this,
            [this](const QString& sentence, const QString& detail) {
                statusBar()->clearMessage();
                m_messages->showError(sentence, detail);
            });
    m_sessions = std::make_unique<SessionKeeper>(*m_workbench, [this](session::Session& session) {
        session.windowLayout = showsStartPage() ? m_workLayout : saveState();
        for (std::size_t view = 0; view < m_views->panelCount(); ++view)
            session.colourKeys << m_views->colourKey(view);
        for (const selection::NamedSet& set : m_views->cellSelection().sets())
            session.sets.push_back({set.name, set.cells});
        session.sweep = m_sweep->sweep();
        session.figure = m_figureSettings;
        session.views = toText(m_views->shownState());
    });
    m_locator = [this](const QString& missing) {
        QMessageBox box(QMessageBox::NoIcon, tr("File not found"),
                        tr("%1 is not there any more. Where is it now?").arg(missing),
                        QMessageBox::Cancel, this);
        QPushButton* find = box.addButton(tr("Find it…"), QMessageBox::AcceptRole);
        box.setDefaultButton(find);
        box.exec();
        if (box.clickedButton() != static_cast<QAbstractButton*>(find)) return QString();
        return QFileDialog::getOpenFileName(this,
                                            tr("Where is %1?").arg(QFileInfo(missing).fileName()));
    };
}

bool MainWindow::showsStartPage() const {
    return m_centre->currentWidget() == m_start;
}

void MainWindow::showWork() {
    if (!showsStartPage()) return;
    m_centre->setCurrentWidget(m_views);
    for (QDockWidget* dock : docks()) dock->show();
    restoreState(m_workLayout);
    // Docks have sizes to change only once they are laid out.
    if (m_workLayout == m_defaultLayout) QTimer::singleShot(0, this, &MainWindow::sizeDocks);
}

void MainWindow::askForFile() {
    const QStringList paths = QFileDialog::getOpenFileNames(
        this, tr("Open a dataset, several as batches, or a session"),
        QSettings().value(QStringLiteral("open/folder")).toString(),
        tr("Single-cell data and sessions (*.h5ad *.h5 *.loom *.h5seurat *.mtx *.mtx.gz *.csv "
           "*.csv.gz *.tsv *.tsv.gz *%1);;All files (*)")
            .arg(sessionSuffix()));
    if (paths.isEmpty()) return;
    QSettings().setValue(QStringLiteral("open/folder"), QFileInfo(paths.front()).path());
    askAndOpen(paths);
}

void MainWindow::askAndOpen(const QStringList& paths) {
    if (paths.isEmpty()) return;
    if (isSession(paths)) {
        openSession(paths.front());
        return;
    }
    m_messages->clearAll();
    statusBar()->showMessage(tr("Looking at %1").arg(QFileInfo(paths.front()).fileName()));
    m_inspector->look(paths);
}

void MainWindow::showWizard(const start::Proposal& proposal) {
    statusBar()->clearMessage();
    delete m_wizard;
    m_wizard = new start::OpenWizard(proposal, this);
    m_wizard->setAttribute(Qt::WA_DeleteOnClose);
    if (const auto known = start::RecentFiles::find(proposal.paths); known && known->roles)
        m_wizard->setRoles(*known->roles);
    if (const auto known = start::RecentFiles::find(proposal.paths); known && known->values)
        m_wizard->setValues(*known->values);
    connect(m_wizard, &QObject::destroyed, this, [this] { m_wizard = nullptr; });
    connect(m_wizard, &QDialog::accepted, this, [this, wizard = m_wizard] {
        m_rememberRoles = wizard->remembersRoles();
        m_workbench->openFiles(wizard->proposal().paths, wizard->roles(), wizard->values());
    });
    m_wizard->open();
}

void MainWindow::openFiles(const QStringList& paths) {
    if (paths.isEmpty()) return;
    if (isSession(paths)) {
        openSession(paths.front());
        return;
    }
    const auto known = start::RecentFiles::find(paths);
    m_rememberRoles = known && known->roles;
    m_workbench->openFiles(paths, known ? known->roles : std::nullopt,
                           known ? known->values : std::nullopt);
}

void MainWindow::openSession(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        m_messages->showError(tr("%1: cannot be read; check the name and that you may read it")
                                  .arg(QFileInfo(path).fileName()),
                              file.errorString());
        return;
    }
    openSession(file.readAll(), path, QFileInfo(path).fileName());
}

void MainWindow::openSession(const QByteArray& text, const QString& path, const QString& name) {
    session::Session saved;
    try {
        saved = session::fromText(text, m_registry);
    } catch (const base::Error& error) {
        m_messages->showError(name + QStringLiteral(": ") + QString::fromUtf8(error.what()),
                              detailOf(error));
        return;
    }
    for (QString& source : saved.source.paths) {
        if (QFileInfo::exists(source)) continue;
        // Session and data may have moved together.
        const QString beside =
            QFileInfo(path).absolutePath() + QStringLiteral("/") + QFileInfo(source).fileName();
        const QString found =
            !path.isEmpty() && QFileInfo::exists(beside) ? beside : m_locator(source);
        if (found.isEmpty()) {
            m_messages->showError(tr("%1: the session needs %2, which is not there; open it again "
                                     "when the file is back")
                                      .arg(name, source),
                                  {});
            return;
        }
        source = found;
    }
    if (!saved.windowLayout.isEmpty()) {
        m_workLayout = saved.windowLayout;
        if (!showsStartPage()) restoreState(m_workLayout);
    }
    m_rememberRoles.reset();
    m_workbench->openSession(saved);
    m_restored = {path, saved.colourKeys, saved.sets, saved.sweep, saved.figure, saved.views};
}

/// What the window adds to a session that has just been opened.
void MainWindow::restoreWindow() {
    if (!m_restored.path.isEmpty()) m_sessions->setPath(m_restored.path);
    m_views->setShownState(shownFrom(m_restored.views, m_views->shownState()));
    ShownState shown = m_views->shownState();
    for (std::size_t view = 0; view < m_views->panelCount(); ++view) {
        const QString key = m_restored.colourKeys.value(static_cast<qsizetype>(view));
        // A view with the colours it has anyway goes on following the roles.
        if (key != m_views->colourKey(view)) shown.keys[static_cast<qsizetype>(view)] = key;
    }
    const std::size_t rows = m_workbench->dataset()->cells();
    std::vector<selection::NamedSet>& sets = shown.chosen.sets;
    for (const session::SavedSet& set : m_restored.sets)
        if (set.rows.empty() || set.rows.back() < rows)
            sets.push_back({static_cast<int>(sets.size()) + 1, set.name, set.rows});
    m_views->setShownState(shown);
    m_workbench->followShown(shown);  // what was kept is no step to undo
    showHidden();
    if (m_restored.sweep) m_sweep->restore(*std::move(m_restored.sweep));
    // Data opened without a session are shown by the choices made last.
    if (!m_restored.figure.isEmpty()) m_figureSettings = std::move(m_restored.figure);
    m_restored = {};
}

void MainWindow::saveSession(bool elsewhere) {
    QString path = m_sessions->path();
    if (elsewhere || path.isEmpty()) {
        const QString folder = QSettings().value(QStringLiteral("save/folder")).toString();
        path = QFileDialog::getSaveFileName(
            this, tr("Save the session"),
            folder + QStringLiteral("/") + QString::fromStdString(m_workbench->dataset()->name) +
                sessionSuffix(),
            tr("Counterpoint session (*%1)").arg(sessionSuffix()));
        if (path.isEmpty()) return;
        if (!path.endsWith(sessionSuffix())) path += sessionSuffix();
        QSettings().setValue(QStringLiteral("save/folder"), QFileInfo(path).path());
    }
    try {
        m_sessions->saveTo(path);
        rememberRecent();
        statusBar()->showMessage(tr("Saved to %1").arg(path), 6000);
    } catch (const base::Error& error) {
        m_messages->showError(QString::fromUtf8(error.what()), detailOf(error));
    }
}

void MainWindow::rememberRecent() {
    const data::Dataset& dataset = *m_workbench->dataset();
    const auto runs = m_workbench->history().runs().size();
    start::RecentFile file;
    file.opened = QDateTime::currentDateTime();
    file.note = QString::fromStdString(dataset.name);
    if (!m_sessions->path().isEmpty()) {
        file.paths = {m_sessions->path()};
        file.isSession = true;
        file.what = runs == 1 ? tr("session, 1 run") : tr("session, %1 runs").arg(runs);
    } else if (!m_workbench->source().isDemo()) {
        file.paths = m_workbench->source().paths;
        file.what = tr("%1 cells × %2 genes")
                        .arg(support::count(static_cast<qint64>(dataset.cells())),
                             support::count(static_cast<qint64>(dataset.genes())));
        qint64 bytes = 0;
        for (const QString& path : file.paths) bytes += QFileInfo(path).size();
        file.note =
            QLocale(QLocale::English).formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
        const data::Roles& roles = m_workbench->settings().roles;
        if (const data::Column* batch = dataset.obs.find(roles.batch))
            file.note =
                tr("%1 batches, %2").arg(data::asCategories(*batch).levelCount()).arg(file.note);
        if (m_rememberRoles.value_or(false)) file.roles = roles;
        file.values = m_workbench->source().values;
    } else {
        return;
    }
    start::RecentFiles::add(file);
    m_start->refresh();
}

void MainWindow::fillRecentMenu() {
    m_recentMenu->clear();
    for (const start::RecentFile& file : start::RecentFiles::all())
        m_recentMenu->addAction(file.name(), this, [this, file] { openFiles(file.paths); })
            ->setEnabled(file.isThere());
    m_recentMenu->setEnabled(!m_recentMenu->isEmpty());
}

void MainWindow::offerRecovery() {
    for (const auto& left : SessionKeeper::leftBehind()) {
        try {
            const session::Session saved = session::read(left.path, m_registry);
            const QString what = saved.source.isDemo()
                                     ? tr("the demo")
                                     : QFileInfo(saved.source.paths.front()).fileName();
            m_recovery->offer(what, left.when);
            return;
        } catch (const base::Error&) {
            session::Autosave::remove(left);  // nothing that could be read again
        }
    }
}

void MainWindow::recover() {
    m_recovery->hide();
    const auto all = SessionKeeper::leftBehind();
    if (all.empty()) return;
    QFile file(all.front().path);
    if (!file.open(QIODevice::ReadOnly)) return;
    openSession(file.readAll(), {}, tr("The recovered session"));
    m_sessions->takeOver(all.front());
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!localFiles(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    askAndOpen(localFiles(*event->mimeData()));
}

void MainWindow::closeEvent(QCloseEvent* event) {
    m_workbench->stop();
    m_sessions->end();
    QSettings().setValue(QStringLiteral("window/geometry"), saveGeometry());
    QSettings().setValue(QStringLiteral("window/layout"),
                         showsStartPage() ? m_workLayout : saveState());
    event->accept();
}

}  // namespace counterpoint::workbench
