"""The pages of the codebook: the tree of tags, tidying it up, which tags meet, whether coders agree."""
