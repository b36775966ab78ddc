"""Fitting the reader, and the figures that say how well it reads. Needs scikit-learn, which nothing else here does.

    fit      coded conversations -> two linear models -> the weights that `toolkit.feedback.reader` reads
    held_out what those figures are on conversations that were not fitted on
    corpus   what our own annotated talks are worth: agreement of two codings, and what gives a talk away
    card     all of it as text: the model card, and the figures in the datasheet
"""
