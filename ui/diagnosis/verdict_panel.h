#pragma once

#include "ui/diagnosis/verdict_gauge.h"

#include <QWidget>

#include <vector>

class QLabel;

namespace counterpoint::diagnosis {

/// One sentence of evidence. `phrase`, a part of `text`, becomes a link that asks for the cells
/// behind it by `id`; empty: no link.
struct Claim {
    QString text;
    QString phrase;
    int id = -1;
    QString lead = {};  ///< whose sentence it is, in bold before it: "Run A"; may be empty
};

/// What the panel shows besides the gauge.
struct VerdictText {
    std::vector<Claim> claims;  ///< most important first
    QString severity;           ///< beside the word: "34 cells, 2 %"; may be empty
};

/// The gauge, and below it the verdict's word with the evidence, always three lines high so that
/// nothing moves under a hand on a slider; the whole text is in the tooltip and readable by
/// keyboard and screen reader.
class VerdictPanel : public QWidget {
    Q_OBJECT

  public:
    explicit VerdictPanel(QWidget* parent = nullptr);

    void setVerdict(const GaugeState& gauge, const VerdictText& text);
    /// The settings moved on: the verdict stays, grey.
    void markStale();
    /// What was asked for could not be computed, for that reason; the verdict of before stays on
    /// the gauge, grey.
    void setFailure(const QString& sentence);
    void clear();

    VerdictGauge* gauge() const { return m_gauge; }
    /// The evidence as shown, without markup.
    QString plainText() const;

  Q_SIGNALS:
    /// A phrase was clicked: select the cells of that claim.
    void cellsRequested(int id);
    /// The evidence does not fit and the rest of it was asked for.
    void moreRequested();
    /// After a failure: once more.
    void retryRequested();

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void write();
    bool cutsEach() const;
    qsizetype longestCut() const;
    QString htmlOf(qsizetype length) const;

    VerdictGauge* m_gauge = nullptr;
    QLabel* m_text = nullptr;
    VerdictText m_verdict;
    QString m_failure;  ///< in place of the evidence
};

}  // namespace counterpoint::diagnosis
