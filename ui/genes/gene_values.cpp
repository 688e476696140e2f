#include "ui/genes/gene_values.h"

#include "core/markers/gene_values.h"

#include <algorithm>

namespace counterpoint::genes {

namespace {
constexpr std::size_t mostKept = 24;  // at 1 000 000 cells 4 MB each
}

GeneValues::GeneValues(int threads, QObject* parent) : QObject(parent), m_threads(threads) {}

void GeneValues::setMatrix(std::shared_ptr<const data::CsrMatrix> matrix) {
    if (matrix == m_matrix) return;
    m_matrix = std::move(matrix);
    m_known.clear();
    m_wanted.clear();
    m_background.stop();
}

GeneValues::Values GeneValues::find(const Genes& genes) {
    if (const auto found = m_known.find(genes); found != m_known.end()) return found->second;
    if (m_matrix && std::find(m_wanted.begin(), m_wanted.end(), genes) == m_wanted.end()) {
        m_wanted.push_back(genes);
        fetch();
    }
    return nullptr;
}

void GeneValues::fetch() {
    m_background.start(
        m_threads,
        [matrix = m_matrix, wanted = m_wanted](const base::Job& job) {
            std::map<Genes, Values> found;
            for (const Genes& genes : wanted)
                found[genes] = std::make_shared<const std::vector<float>>(
                    markers::geneValues(*matrix, genes, job));
            return found;
        },
        [this](std::map<Genes, Values> found) {
            m_wanted.clear();
            if (m_known.size() + found.size() > mostKept) m_known.clear();
            m_known.merge(found);
            Q_EMIT arrived();
        });
}

}  // namespace counterpoint::genes
