// Writes the file that anndata_reads_ours.py checks: every kind of content that writeH5ad knows.
#include "core/io/h5ad_writer.h"

#include <limits>

using namespace counterpoint;

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const data::CsrMatrix x{4, 3, {0, 2, 2, 3, 5}, {0, 2, 1, 0, 2}, {1, 2, 3, 4, 5}};
    const data::CsrMatrix graph{4, 4, {0, 1, 2, 3, 4}, {1, 0, 3, 2}, {0.5F, 0.5F, 0.25F, 0.25F}};
    data::Table obs{{"c1", "c2", "c3", "ć4"}, {}};
    obs.set({"batch", data::Categories{{0, 1, -1, 1}, {"läb A", "lab B"}, false}});
    obs.set({"stage", data::Categories{{2, 1, 0, 0}, {"early", "mid", "late"}, true}});
    obs.set(
        {"depth", std::vector<double>{1.5, -2, std::numeric_limits<double>::quiet_NaN(), 1e300}});
    obs.set({"flag", std::vector<bool>{true, false, false, true}});
    obs.set({"text", std::vector<std::string>{"a", "", "ü", "a"}});
    const data::Table var{{"g1", "g2", "g3"}, {}};
    data::Embedding pca(4, 2);
    data::Embedding large(4, 6000);  // compressed and chunked
    for (std::size_t i = 0; i < pca.values.size(); ++i) pca.values[i] = static_cast<float>(i);
    for (std::size_t i = 0; i < large.values.size(); ++i)
        large.values[i] = static_cast<float>(i % 7);

    io::H5adContents contents;
    contents.x = &x;
    contents.obs = &obs;
    contents.var = &var;
    contents.layers["counts"] = &x;
    contents.obsm["X_pca"] = &pca;
    contents.obsm["X_large"] = &large;
    contents.obsp["connectivities"] = &graph;
    contents.obsp["distances"] = &graph;
    contents.colors["batch"] = {"#ff0000", "#00ff00"};
    contents.provenance["method"] = "harmony θ = 2";
    contents.neighborsK = 15;
    contents.neighborsUseRep = "X_pca";
    contents.pcaVariance = {2, 1};
    contents.pcaVarianceRatio = {0.5, 0.25};
    io::writeH5ad(argv[1], contents, base::Job());
}
