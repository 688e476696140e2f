#include "tests/fuzz/seeds.h"

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    for (const char* reader : {"table", "matrix_market", "h5ad", "tenx", "loom", "h5seurat"})
        counterpoint::fuzz::writeSeeds(reader, std::filesystem::path(argv[1]) / reader);
}
