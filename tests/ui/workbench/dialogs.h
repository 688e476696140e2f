#pragma once

#include <QApplication>
#include <QColorDialog>
#include <QDialog>
#include <QDir>
#include <QFileDialog>
#include <QMessageBox>
#include <QPointer>
#include <QRandomGenerator>
#include <QTimer>

/// A user who answers every dialog soon: says yes or no, picks a colour, names a file in a folder.
/// Without it a dialog with an event loop of its own would wait for ever.
namespace counterpoint::test {

class Answerer : public QObject {
  public:
    Answerer(QRandomGenerator& random, QString folder)
        : m_random(random), m_folder(std::move(folder)) {
        connect(&m_timer, &QTimer::timeout, this, &Answerer::answer);
        m_timer.start(15);
    }
    /// How many were answered.
    int answered() const { return m_answered; }
    /// No dialog nor menu is open.
    static bool isQuiet() {
        return QApplication::activeModalWidget() == nullptr &&
               QApplication::activePopupWidget() == nullptr;
    }

  private:
    void answer() {
        if (QWidget* popup = QApplication::activePopupWidget()) popup->close();
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        if (dialog == nullptr || dialog == m_last) return;
        m_last = dialog;
        ++m_answered;
        const bool yes = m_random.bounded(3) > 0;
        if (auto* files = qobject_cast<QFileDialog*>(dialog)) {
            chooseFile(*files, yes);
        } else if (auto* colors = qobject_cast<QColorDialog*>(dialog); colors != nullptr && yes) {
            colors->setCurrentColor(QColor::fromHsv(m_random.bounded(360), 200, 200));
            colors->accept();
        } else if (qobject_cast<QMessageBox*>(dialog) != nullptr) {
            dialog->close();
        } else if (yes) {
            dialog->accept();
        } else {
            dialog->reject();
        }
    }
    void chooseFile(QFileDialog& files, bool yes) {
        if (!yes || files.acceptMode() == QFileDialog::AcceptOpen) {
            if (files.fileMode() != QFileDialog::Directory || !yes) return files.reject();
            QDir(m_folder).mkpath(QStringLiteral("results"));
            files.selectFile(m_folder + QStringLiteral("/results"));
        } else {
            files.setOption(QFileDialog::DontConfirmOverwrite);
            const QStringList chosen = files.selectedFiles();
            const QString name =
                chosen.isEmpty() ? QStringLiteral("saved") : QFileInfo(chosen.front()).fileName();
            files.selectFile(m_folder + QStringLiteral("/") + name);
        }
        files.QDialog::done(QDialog::Accepted);
    }

    QRandomGenerator& m_random;
    QString m_folder;
    QTimer m_timer;
    QPointer<QDialog> m_last;
    int m_answered = 0;
};

}  // namespace counterpoint::test
