// Opens a file of another program and writes what was read, for ours_reads_anndata.py to compare.
#include "core/io/h5ad_writer.h"
#include "core/io/open.h"

#include <cstdio>

using namespace counterpoint;

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const auto dataset = io::open(argv[1], base::Job());
    for (const auto& note : dataset->notes) std::puts(note.c_str());
    io::H5adContents contents;
    contents.x = &dataset->counts;
    contents.obs = &dataset->obs;
    contents.var = &dataset->var;
    for (const auto& [key, embedding] : dataset->obsm) contents.obsm[key] = &embedding;
    contents.colors = dataset->colors;
    io::writeH5ad(argv[2], contents, base::Job());
}
