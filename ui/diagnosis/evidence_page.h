#pragma once

#include "ui/diagnosis/measure_bar.h"

#include <QScrollArea>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

class QVBoxLayout;

namespace counterpoint::diagnosis {

class ExperimentRow;

/// Words and what a click on some of them asks for: `target` says which cells, or what to colour
/// by; empty where there is no link. See EvidencePage::requested.
struct LinkedText {
    QString text;
    QString phrase;  ///< the part of `text` that is the link
    QString target;
    bool operator==(const LinkedText&) const = default;
};

/// Two populations, never seen in one batch, that are or may be one.
struct LinkItem {
    enum class State { Assumed, Confirmed, Vetoed, VetoedByLabels, Open };

    int id = 0;  ///< what `linkJudged` calls it
    QString first;
    QString firstSeen;  ///< where: "ctrl"
    QString firstTarget;
    QString second;
    QString secondSeen;
    QString secondTarget;
    QString note;  ///< "profiles agree, r = 0.78"
    State state = State::Assumed;
    bool operator==(const LinkItem&) const = default;
};

/// A line of a small table: a name that is a link, and what is said of it.
struct EvidenceRow {
    QString name;
    QString target;
    QString text;
    bool warns = false;  ///< the text is in the colour of what is lost, and says why in words
    bool operator==(const EvidenceRow&) const = default;
};

/// Everything behind a verdict.
struct Evidence {
    std::vector<Measure> measures;
    std::vector<LinkedText> claims;  ///< most important first
    std::vector<LinkItem> links;     ///< the most ambiguous ones last
    QString keepApart;  ///< what is to stay apart, and how it does; or how to ask for that
    std::vector<EvidenceRow> apart;
    std::vector<EvidenceRow> populations;  ///< those the verdict speaks of
    std::vector<EvidenceRow> fields;       ///< what cells can be coloured by
    bool stale = false;
};

/// An experiment on the method, and what came of it.
struct Experiment {
    struct Outcome {
        std::optional<bool> passed;  ///< nothing where the test cannot answer
        QString sentence;
        bool operator==(const Outcome&) const = default;
    };

    QString id;
    QString title;
    QString help;
    QStringList choices;  ///< what it can be done with, the first proposed; empty: no choice
    QString whyNot;       ///< why it cannot be done now; empty: it can
    bool running = false;
    double progress = -1.0;  ///< while it runs; negative: unknown
    std::vector<Outcome> outcomes;
};

/// The page of evidence: the numbers a verdict rests on, everything it says, the links it makes
/// between batches with the user's word on them, whether what must not mix stayed apart, the
/// populations behind it, colourings, and the experiments. Names in it are links.
class EvidencePage : public QScrollArea {
    Q_OBJECT

  public:
    explicit EvidencePage(QWidget* parent = nullptr);

    /// Shows another verdict; what has not changed stays as it is, and so does the keyboard focus.
    void setEvidence(const Evidence& evidence);
    void setExperiments(const std::vector<Experiment>& experiments);
    const Evidence& evidence() const { return m_evidence; }
    const std::vector<Experiment>& experiments() const { return m_experiments; }
    ExperimentRow* experimentRow(const QString& id) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    /// A link: the `target` of what was clicked.
    void requested(const QString& target);
    /// The word on a link: 1 they are one, −1 they are two, 0 taken back.
    void linkJudged(int link, int word);
    /// Starts an experiment with one of its choices.
    void testRequested(const QString& id, int choice);
    void stopRequested();

  private:
    /// A part of the page under a title.
    struct Section {
        QWidget* widget = nullptr;
        QVBoxLayout* rows = nullptr;
    };
    Section addSection(const QString& title, const QString& help = {});
    void fillMeasures();
    void fillClaims();
    void fillLinks();
    void fillApart();
    void fillRows(Section& section, const std::vector<EvidenceRow>& rows);
    void fillAll();
    QWidget* textLine(const LinkedText& text);
    QWidget* linkCard(const LinkItem& item);
    QWidget* rowLine(const EvidenceRow& row);

    Evidence m_evidence;
    std::vector<Experiment> m_experiments;
    QVBoxLayout* m_column = nullptr;
    Section m_measures;
    Section m_claims;
    Section m_links;
    Section m_apart;
    Section m_populations;
    Section m_fields;
    Section m_tests;
    std::vector<MeasureBar*> m_bars;
    std::vector<ExperimentRow*> m_experimentRows;
};

}  // namespace counterpoint::diagnosis
