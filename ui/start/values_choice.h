#pragma once

#include "ui/start/proposal.h"

#include <QWidget>

class QLabel;

namespace counterpoint::support {
class Segments;
}

namespace counterpoint::start {

/// What the values of a file look like, and what they are taken for: counts, logs, or scaled ones,
/// where both can be.
class ValuesChoice : public QWidget {
    Q_OBJECT

  public:
    explicit ValuesChoice(const Proposal& proposal, QWidget* parent = nullptr);

    data::ValueKind kind() const { return m_kind; }
    void setKind(data::ValueKind kind);
    /// What is done with such values, and what cannot be.
    QString sentence() const;
    /// Whether such values of this file can be analysed at all.
    bool isUsable() const;

  Q_SIGNALS:
    void changed();

  private:
    void showKind();

    data::ValueKind m_looksLike;
    data::ValueKind m_kind;
    QString m_source;
    bool m_hasPca;
    support::Segments* m_choice = nullptr;  ///< null where there is none
    QLabel* m_help;
};

}  // namespace counterpoint::start
