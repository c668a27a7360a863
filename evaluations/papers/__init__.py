"""The papers of the year's end as blocks: plain data (``data``) goes in, ``portal.printing`` draws what comes out.

===============  ====================================================================================================
``self_review``  bản kiểm điểm (02A, 02B, 02C), báo cáo kiểm điểm của tập thể (01), bản tự đánh giá theo điểm (05)
``meeting``      biên bản hội nghị, phiếu biểu quyết, biên bản kiểm phiếu
``report``       phiếu đánh giá, xếp loại: the evaluation report
``gathering``    where the data come from: one module for each of the three
===============  ====================================================================================================

The words printed here are those of the forms and stay Vietnamese in every language of the portal (domain reference,
8.5 to 8.10).
"""
